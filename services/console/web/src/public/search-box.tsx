import '../styles/search.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { type Hit, search } from '../api/records.ts';
import { nodeName } from '../site.ts';
import { Marked } from './marked.tsx';

const SUGGESTIONS_MAX = 8;
const QUERY_CHARACTERS_MAX = 200;

/** The search field: suggestions while typing, keyboard as in any combobox, Enter searches. */
export function SearchBox({ initial = '', isCompact = false }: { initial?: string; isCompact?: boolean }) {
  const [text, setText] = useState(initial);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const listId = useId();
  const query = useDeferredValue(text.trim());
  const { data } = useQuery({
    queryKey: ['suggestions', query],
    queryFn: ({ signal }) => search({ q: query, limit: SUGGESTIONS_MAX }, signal),
    enabled: isOpen && query.length >= 2,
    retry: false,
    placeholderData: (previous) => previous,
  });
  const items = isOpen && query.length >= 2 ? (data?.items ?? []) : [];

  const go = (subject: Hit) => void navigate({ to: '/subjects/$code', params: { code: subject.code } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOpen(false);
    const chosen = items[active];
    if (chosen) return go(chosen);
    if (text.trim()) void navigate({ to: '/search', search: { q: text.trim() } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    if (event.key === 'ArrowDown') setOpen(true);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || items.length === 0) return;
    event.preventDefault();
    setActive((active + step + items.length + 1) % (items.length + 1));
  };

  return (
    <div className={`search${isCompact ? ' compact' : ''}`} role="search">
      <form onSubmit={submit}>
        <input
          role="combobox"
          aria-label="名称、曾用名、统一社会信用代码或注册号"
          aria-autocomplete="list"
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-activedescendant={active >= 0 && items[active] ? `${listId}-${active}` : undefined}
          placeholder="请输入名称、信用代码或注册号"
          autoComplete="off"
          spellCheck={false}
          maxLength={QUERY_CHARACTERS_MAX}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(-1);
            setOpen(true);
          }}
          onKeyDown={onKeyDown}
          onBlur={() => setOpen(false)}
        />
        <button type="submit" className="button main">
          查询
        </button>
      </form>
      <ul className="suggestions" id={listId} role="listbox" aria-label="建议" hidden={items.length === 0}>
        {items.map((subject, i) => (
          <li
            key={subject.code}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === active}
            // Before the field loses the focus, which would close the list.
            onMouseDown={(event) => {
              event.preventDefault();
              go(subject);
            }}
          >
            <Suggestion subject={subject} query={query} />
          </li>
        ))}
      </ul>
      <div className="unseen" role="status">
        {items.length > 0 ? `${items.length} 条建议，用上下键选择` : ''}
      </div>
    </div>
  );
}

function Suggestion({ subject, query }: { subject: Hit; query: string }) {
  const { by, text } = subject.matched;
  return (
    <>
      <span className="name">
        <Marked text={subject.name} part={query} />
      </span>
      <span className="why">
        {by === 'formerName' && (
          <>
            曾用名 <Marked text={text} part={query} />
            {' · '}
          </>
        )}
        {by === 'registrationNumber' && (
          <>
            注册号 <Marked text={text} part={query} />
            {' · '}
          </>
        )}
        {nodeName(subject.node)} ·{' '}
        <span className="mono">
          <Marked text={subject.code} part={by === 'code' ? query : ''} />
        </span>
      </span>
    </>
  );
}
