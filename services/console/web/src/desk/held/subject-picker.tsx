import { useQuery } from '@tanstack/react-query';
import { Form, Input, Radio } from 'antd';
import { useDeferredValue, useId, useState } from 'react';
import { search } from '../../api/records.ts';
import { StatusTag } from '../../parts/status-tag.tsx';

const SUBJECTS_SHOWN = 6;
/** As short as the service takes it. */
const QUERY_CHARACTERS_MIN = 2;

/** Finds a subject that is registered here, by name or code, and lets one be chosen. */
export function SubjectPicker({ startsWith, value, onChange }: Props) {
  const id = useId();
  const [text, setText] = useState(startsWith);
  const asked = useDeferredValue(text.trim());
  const { data, error, isFetching } = useQuery({
    queryKey: ['admin', 'subject-picker', asked],
    queryFn: ({ signal }) => search({ q: asked, limit: SUBJECTS_SHOWN }, signal),
    enabled: asked.length >= QUERY_CHARACTERS_MIN,
  });
  const hits = data?.items ?? [];
  return (
    <Form.Item label="记于哪一主体名下" htmlFor={id} required>
      <Input
        id={id}
        autoFocus
        value={text}
        placeholder="名称、统一社会信用代码或注册号"
        onChange={(event) => {
          setText(event.target.value);
          onChange(undefined);
        }}
      />
      <div className="subject-choices" role="status" aria-label="符合的主体">
        {error && <span className="bad-note">{error.message}</span>}
        {!error && hits.length === 0 && (
          <span className="quiet">{isFetching ? '正在查找…' : '本省没有查到，请换用曾用名、代码或注册号。'}</span>
        )}
      </div>
      {hits.length > 0 && (
        <Radio.Group
          className="subject-radio"
          aria-label="选择主体"
          value={value ?? null}
          onChange={(event) => onChange(String(event.target.value))}
        >
          {hits.map(({ code, name, status, matched }) => (
            <Radio key={code} value={code}>
              <span className="two-lines">
                <span>
                  <span className="name">{name}</span> <StatusTag status={status} />
                </span>
                <small>
                  <span className="mono">{code}</span>
                  {matched.by === 'formerName' && <> · 曾用名 {matched.text}</>}
                </small>
              </span>
            </Radio>
          ))}
        </Radio.Group>
      )}
    </Form.Item>
  );
}

interface Props {
  /** What is looked for at first. */
  startsWith: string;
  /** Code of the one that is chosen. */
  value: string | undefined;
  onChange: (code: string | undefined) => void;
}
