import { useInfiniteQuery } from '@tanstack/react-query';
import { useFormats } from '../api/formats.ts';
import { listRecords } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { RecordView } from './record-view.tsx';

interface Props {
  code: string;
  item: string;
  title: string;
  count: number;
  /** When the counts were had. */
  asOfMs: number;
}

/** The records of one item; thousands of them come page by page. */
export function ItemSection({ code, item, title, count, asOfMs }: Props) {
  const formats = useFormats();
  const records = useInfiniteQuery({
    queryKey: ['records', code, item],
    queryFn: ({ pageParam, signal }) => listRecords({ code, item, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: count > 0,
  });
  const proofOf = new URLSearchParams(location.search).get('proof');
  const shown = records.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section id={item} className="card section" aria-labelledby={`${item}-title`}>
      <header>
        <h2 id={`${item}-title`}>{title}</h2>
        <span className="count">{count.toLocaleString('zh-CN')} 条</span>
      </header>
      {count === 0 && (
        <p className="empty">
          截至 {formatInstant(asOfMs)}，没有公示{title}。
        </p>
      )}
      {count > 0 && records.isPending && (
        <div className="record">
          <Bones lines={6} />
        </div>
      )}
      {records.error && <Failed error={records.error} retry={() => void records.refetch()} />}
      {shown.map((record) => (
        <RecordView
          key={record.recordId}
          record={record}
          format={formats.get(record.format ?? `${item}@1`)}
          isProofOpen={record.recordId === proofOf}
        />
      ))}
      {records.hasNextPage && (
        <div className="more no-print">
          <button
            type="button"
            className="button small"
            disabled={records.isFetching}
            onClick={() => void records.fetchNextPage()}
          >
            {records.isFetching
              ? '正在加载…'
              : `继续加载（已显示 ${shown.length}，共 ${count.toLocaleString('zh-CN')}）`}
          </button>
        </div>
      )}
    </section>
  );
}
