import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { search as findSubjects, type Hit, type HitPage } from '../api/records.ts';
import { Bones, Empty, Failed } from '../parts/states.tsx';
import type { SearchState } from '../routes.tsx';
import { nodeName } from '../site.ts';
import { Filters } from './filters.tsx';
import { HitCard } from './hit-card.tsx';
import { SearchBox } from './search-box.tsx';

/** Results of a search; the address holds all of it, so that it can be passed on. */
export function SearchPage() {
  const search = useSearch({ strict: false }) as SearchState;
  const { q = '', node, kind, status, cursor } = search;
  const navigate = useNavigate();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['search', q, node, kind, status, cursor],
    queryFn: ({ signal }) => findSubjects({ q, node, kind, status, cursor }, signal),
    enabled: q !== '',
  });
  // Another filter is another list: it begins at its first page.
  const change = (part: SearchState) =>
    void navigate({ to: '/search', search: { ...search, ...part, cursor: undefined } });
  const isFiltered = Boolean(node || kind || status);

  return (
    <div className="wide results-head">
      <title>{q === '' ? '查询' : `${q} - 查询结果`}</title>
      <h1 className="unseen">查询结果</h1>
      <SearchBox key={q} initial={q} isCompact />
      <Filters search={search} onChange={change} />
      <section aria-label="结果" aria-busy={isPending && q !== ''}>
        <div className="results-line">
          <p role="status" className={data?.items.length === 0 ? 'unseen' : undefined}>
            {q !== '' && !error && (data ? foundInWords(data, cursor) : '正在查询…')}
          </p>
          {data && data.items.length > 0 && (
            <button
              type="button"
              className="button small no-print"
              onClick={() => saveCsv(`查询结果 ${q}`, CSV_COLUMNS, data.items)}
            >
              导出本页 CSV
            </button>
          )}
        </div>
        {q === '' ? (
          <Empty title="请输入要查询的内容">名称、曾用名、统一社会信用代码或注册号，都可以查询。</Empty>
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Bones lines={6} height={64} />
        ) : (
          <Results page={data} search={search} nothing={<NothingFound query={q} isFiltered={isFiltered} />} />
        )}
      </section>
    </div>
  );
}

function Results({ page, search, nothing }: { page: HitPage; search: SearchState; nothing: ReactNode }) {
  const { items, withheld, partial, next } = page;
  return (
    <>
      {withheld.length > 0 && (
        <p className="banner warn">{withheld.map(nodeName).join('、')}的数据正在恢复，暂未列入。</p>
      )}
      {partial && (
        <p className="banner warn" role="note">
          符合筛选条件的很少：本页已查看的主体达到上限，尚未查完。请
          {items.length === 0 && '点“继续查找”，或'}
          多输几个字再查。
        </p>
      )}
      {items.length === 0 && !partial && nothing}
      {items.length > 0 && (
        <ol className="hits">
          {items.map((subject) => (
            <HitCard key={subject.code} subject={subject} query={search.q ?? ''} />
          ))}
        </ol>
      )}
      <nav className="pager" aria-label="翻页">
        {search.cursor && (
          <Link className="button" to="/search" search={{ ...search, cursor: undefined }}>
            回到第一页
          </Link>
        )}
        {next && (
          <Link className="button" to="/search" search={{ ...search, cursor: next }}>
            {partial ? '继续查找' : '下一页'}
          </Link>
        )}
      </nav>
    </>
  );
}

/** What a page of results is, for those who see it and those who hear it. */
function foundInWords({ items, next, partial }: HitPage, cursor: string | undefined): string {
  if (items.length === 0) return partial ? '本页没有查到，尚未查完' : '没有查到';
  if (cursor === undefined && next === null) return `共 ${items.length} 条结果`;
  return `本页 ${items.length} 条结果${next === null ? '，已到最后一页' : ''}`;
}

const CSV_COLUMNS = [
  { title: '名称', value: ({ name }: Hit) => name },
  { title: '统一社会信用代码', value: ({ code }: Hit) => code },
  { title: '注册号', value: ({ registrationNumber }: Hit) => registrationNumber },
  { title: '曾用名', value: ({ formerNames }: Hit) => formerNames.join('；') },
  { title: '类型', value: ({ type }: Hit) => type },
  { title: '登记状态', value: ({ status }: Hit) => status },
  { title: '法定代表人等', value: ({ legalRepresentative }: Hit) => legalRepresentative },
  { title: '成立日期', value: ({ establishedOn }: Hit) => establishedOn },
  { title: '公示节点', value: ({ node }: Hit) => nodeName(node) },
];

function NothingFound({ query, isFiltered }: { query: string; isFiltered: boolean }) {
  return (
    <Empty title="没有查到">
      <p>
        没有名称、曾用名、代码或注册号与“<span className="name">{query}</span>”相符的主体。
        {isFiltered ? '可以放宽筛选条件再试。' : '可以少输几个字，或改用统一社会信用代码查询。'}
      </p>
    </Empty>
  );
}
