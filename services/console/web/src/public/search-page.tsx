import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { saveCsv } from '../admin/csv.ts';
import { search as findSubjects, type Hit } from '../api/records.ts';
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

  return (
    <div className="wide results-head">
      <title>{`${q} - 查询结果`}</title>
      <h1 className="unseen">查询结果</h1>
      <SearchBox key={q} initial={q} isCompact />
      <Filters search={search} onChange={change} />
      <section aria-label="结果" aria-busy={isPending}>
        {q === '' ? (
          <Empty title="请输入要查询的内容" />
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : isPending ? (
          <Bones lines={6} height={64} />
        ) : (
          <>
            {data.withheld.length > 0 && (
              <p className="banner warn">{data.withheld.map(nodeName).join('、')}的数据正在恢复，暂未列入。</p>
            )}
            {data.partial && (
              <p className="banner warn" role="note">
                符合筛选条件的很少：本页已查看的主体达到上限，尚未查完。请
                {data.items.length === 0 && '点“继续查找”，或'}
                多输几个字再查。
              </p>
            )}
            {data.items.length === 0 && !data.partial && (
              <NothingFound query={q} isFiltered={Boolean(node || kind || status)} />
            )}
            {data.items.length > 0 && (
              <ol className="hits">
                {data.items.map((subject) => (
                  <HitCard key={subject.code} subject={subject} query={q} />
                ))}
              </ol>
            )}
            {data.items.length > 0 && (
              <p className="export no-print">
                <button
                  type="button"
                  className="button small"
                  onClick={() => saveCsv(`查询结果 ${q}`, CSV_COLUMNS, data.items)}
                >
                  导出本页 CSV
                </button>
              </p>
            )}
            <nav className="pager" aria-label="翻页">
              {cursor && (
                <Link className="button" to="/search" search={{ ...search, cursor: undefined }}>
                  回到第一页
                </Link>
              )}
              {data.next && (
                <Link className="button" to="/search" search={{ ...search, cursor: data.next }}>
                  {data.partial ? '继续查找' : '下一页'}
                </Link>
              )}
            </nav>
          </>
        )}
      </section>
    </div>
  );
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
