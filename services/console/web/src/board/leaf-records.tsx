import { Link } from '@tanstack/react-router';
import { saveCsv } from '../admin/csv.ts';
import { ListTools } from '../admin/list/list-tools.tsx';
import { useList } from '../admin/list/use-list.ts';
import { useFormats } from '../api/formats.ts';
import { type LeafStretch, listRecordsOfLeaves } from '../api/leaf-records.ts';
import type { PublicRecord } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { Fields } from '../public/record-view.tsx';

/** The records that stand at the leaves of a stretch now; each opens to what it says. */
export function LeafRecords({ stretch }: { stretch: LeafStretch }) {
  const { node, generation, fromIndex, toIndex } = stretch;
  const list = useList<PublicRecord>(['leaf-records', node, generation, fromIndex, toIndex], async (cursor) => {
    const { items, next } = await listRecordsOfLeaves(stretch, cursor === undefined ? fromIndex : Number(cursor));
    return { items, next: next === undefined ? null : String(next) };
  });
  if (list.error) return <Failed error={list.error} retry={list.retry} />;
  if (!list.rows) return <Bones lines={6} />;
  if (list.rows.length === 0) return <p className="list-empty">这些叶上没有现行的记录：此后都已更新或撤下。</p>;
  return (
    <>
      <p className="quiet" style={{ marginBottom: 12 }}>
        以下为这些叶上现行的记录；此后被更新或撤下的不再列出。
      </p>
      <ul className="list-cards">
        {list.rows.map((record) => (
          <LeafRecord key={record.leafIndex} record={record} />
        ))}
      </ul>
      <ListTools list={list} onCsv={() => saveCsv('日志段的记录', CSV_COLUMNS, list.rows ?? [])} />
    </>
  );
}

function LeafRecord({ record }: { record: PublicRecord }) {
  const formats = useFormats();
  const { item, leafIndex, version, subject, publishedAt } = record;
  const format = formats.get(record.format ?? `${item}@1`);
  return (
    <li>
      <div className="head">
        {format?.title ?? item}
        {subject && (
          <>
            {' · '}
            <Link to="/subjects/$code" params={{ code: subject.code }} className="name">
              {subject.name}
            </Link>
          </>
        )}
      </div>
      <p className="quiet">
        第 {leafIndex} 叶 · 第 {version} 版 · 公示于 {formatInstant(publishedAt)}
      </p>
      <details>
        <summary>内容</summary>
        <Fields record={record} format={format} />
      </details>
    </li>
  );
}

const CSV_COLUMNS = [
  { title: '节点', value: ({ node }: PublicRecord) => node },
  { title: '叶', value: ({ leafIndex }: PublicRecord) => leafIndex },
  { title: '记录', value: ({ recordId }: PublicRecord) => recordId },
  { title: '主体', value: ({ subject }: PublicRecord) => subject?.name },
  { title: '代码', value: ({ subject }: PublicRecord) => subject?.code },
  { title: '版本', value: ({ version }: PublicRecord) => version },
  { title: '公示时间', value: ({ publishedAt }: PublicRecord) => formatInstant(publishedAt) },
  { title: '内容', value: ({ body }: PublicRecord) => JSON.stringify(body) },
];
