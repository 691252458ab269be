import { shownValues } from '../../../src/domain/display/shown-format.ts';
import { inReadingOrder, isBrief, namedFor, valuesBeside } from '../../../src/domain/display/subject-records.ts';
import { useFormats } from '../api/formats.ts';
import type { CountedSubject, PublicRecord } from '../api/records.ts';
import { useRecords } from '../api/use-records.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { RecordView } from './record-view.tsx';
import { SectionCsv } from './section-csv.tsx';

interface Props {
  subject: CountedSubject;
  item: string;
  title: string;
  count: number;
}

/** The records of one item; thousands of them come page by page. */
export function ItemSection({ subject, item, title, count }: Props) {
  const { code } = subject;
  const formats = useFormats();
  const records = useRecords(subject, item);
  const proofOf = new URLSearchParams(location.search).get('proof');
  const formatOf = (record: PublicRecord) => namedFor(subject, formats.get(record.format ?? `${item}@1`));
  const loaded = records.data?.pages.flatMap(({ items }) => items) ?? [];
  // Where all are there; more would come in between.
  const shown = loaded.length === count ? inReadingOrder(loaded, formatOf) : loaded;
  // One shape for all of a section: that of the records that come first.
  const first = records.data?.pages[0]?.items ?? [];
  const areBrief = first.every((record) => isBrief(valuesBeside(subject, shownValues(formatOf(record), record.body))));
  return (
    <section id={item} className="card section" aria-labelledby={`${item}-title`}>
      <header>
        <h2 id={`${item}-title`}>{title}</h2>
        <span className="count">{count.toLocaleString('zh-CN')} 条</span>
        <SectionCsv code={code} item={item} title={title} formatOf={formatOf} />
      </header>
      {records.isPending && (
        <div className="record">
          <Bones lines={6} />
        </div>
      )}
      {records.error && <Failed error={records.error} retry={() => void records.refetch()} />}
      {shown.map((record) => (
        <RecordView
          key={record.recordId}
          record={record}
          subject={subject}
          format={formatOf(record)}
          isBrief={areBrief}
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
