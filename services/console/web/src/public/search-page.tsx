import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Subject, searchSubjects } from '../api/records.ts';
import { formatDay } from '../parts/dates.ts';
import { Bones, Empty, Failed } from '../parts/states.tsx';
import { StatusTag } from '../parts/status-tag.tsx';
import type { SearchState } from '../routes.tsx';
import { IS_CENTRE, nodeName, SITE } from '../site.ts';
import { Marked } from './marked.tsx';
import { matchOf } from './match.ts';
import { SearchBox } from './search-box.tsx';

/** Results of a search; the address holds all of it, so that it can be passed on. */
export function SearchPage() {
  const search = useSearch({ strict: false }) as SearchState;
  const { q = '', node, cursor } = search;
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['search', q, node, cursor],
    queryFn: ({ signal }) => searchSubjects({ name: q, ...(node && { node }), ...(cursor && { cursor }) }, signal),
    enabled: q !== '',
  });
  // Another filter is another list: it begins at its first page.
  const change = (part: SearchState) =>
    void navigate({ to: '/search', search: { ...search, ...part, cursor: undefined } });

  return (
    <div className="wide results-head">
      <title>{`${q} - 查询结果`}</title>
      <h1 className="unseen">查询结果</h1>
      <SearchBox key={q} initial={q} isCompact />
      {IS_CENTRE && (
        <div className="filters">
          <label>
            公示省份
            <select value={node ?? ''} onChange={(event) => change({ node: event.target.value || undefined })}>
              <option value="">全国</option>
              {SITE.nodes
                .filter(({ code }) => code !== '100000')
                .map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
            </select>
          </label>
        </div>
      )}
      <section aria-label="结果" aria-busy={isPending} style={{ marginTop: 16 }}>
        {q === '' ? (
          <Empty title="请输入要查询的内容" />
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Bones lines={6} height={64} />
        ) : data.items.length === 0 ? (
          <NothingFound query={q} />
        ) : (
          <>
            <ol className="hits">
              {data.items.map((subject) => (
                <Hit key={subject.code} subject={subject} query={q} />
              ))}
            </ol>
            <nav className="pager" aria-label="翻页">
              {cursor && (
                <Link className="button" to="/search" search={{ ...search, cursor: undefined }}>
                  回到第一页
                </Link>
              )}
              {data.next && (
                <Link className="button" to="/search" search={{ ...search, cursor: data.next }}>
                  下一页
                </Link>
              )}
            </nav>
          </>
        )}
      </section>
    </div>
  );
}

function Hit({ subject, query }: { subject: Subject; query: string }) {
  const match = matchOf(subject, query);
  return (
    <li className="card hit">
      <h2 className="name">
        <Link to="/subjects/$code" params={{ code: subject.code }}>
          <Marked text={subject.name} part={query} />
        </Link>
      </h2>
      <div className="where">
        <StatusTag status={subject.status} />
      </div>
      {match.by === 'formerName' && (
        <p className="line name">
          <span>
            <b>曾用名</b>
            <Marked text={match.text} part={query} />
          </span>
        </p>
      )}
      <p className="line">
        <span>
          <b>代码</b>
          <span className="mono">{subject.code}</span>
        </span>
        <span>
          <b>法定代表人等</b>
          {subject.legalRepresentative ?? '未载'}
        </span>
        <span>
          <b>成立日期</b>
          {formatDay(subject.establishedOn)}
        </span>
        <span>
          <b>公示</b>
          {nodeName(subject.node)}
        </span>
      </p>
    </li>
  );
}

function NothingFound({ query }: { query: string }) {
  return (
    <Empty title="没有查到">
      <p>
        没有名称、曾用名或代码与“<span className="name">{query}</span>
        ”相符的主体。可以少输几个字，或改用统一社会信用代码查询。
      </p>
    </Empty>
  );
}
