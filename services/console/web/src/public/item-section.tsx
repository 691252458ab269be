import type { ShownFormat } from '../../../src/domain/display/shown-format.ts';
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
  /** How this kind of subject calls its legal representative. */
  representative: string;
}

/** The records of one item; thousands of them come page by page. */
export function ItemSection({ subject, item, title, count, representative }: Props) {
  const { code } = subject;
  const formats = useFormats();
  const records = useRecords(subject, item);
  const proofOf = new URLSearchParams(location.search).get('proof');
  const formatOf = (record: PublicRecord) => named(formats.get(record.format ?? `${item}@1`), representative);
  const shown = records.data?.pages.flatMap(({ items }) => items) ?? [];
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
          format={formatOf(record)}
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

/** A registration calls its representative by the kind of subject: 法定代表人, 负责人, 经营者 … */
function named(format: ShownFormat | undefined, representative: string): ShownFormat | undefined {
  if (format?.item !== 'REG') return format;
  const fields = format.fields.map((field) =>
    field.name === 'legalRepresentative' ? { ...field, label: representative } : field,
  );
  return { ...format, fields };
}
