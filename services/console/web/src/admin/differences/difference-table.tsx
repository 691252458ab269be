import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { saveCsv } from '../csv.ts';
import { type ListColumn, ListTable } from '../list/list-table.tsx';
import { ListTools } from '../list/list-tools.tsx';
import { useList } from '../list/use-list.ts';
import { readableRecordId } from '../record-id.ts';
import { Tag } from '../tag.tsx';
import { type Difference, listDifferences, MENDED } from './difference.ts';
import { DifferenceDetail } from './difference-detail.tsx';

/** What the patrol found and how it was mended, with what stood there before and what stands there now. */
export function DifferenceTable({ node }: { node: string | undefined }) {
  const [opened, setOpened] = useState<Difference | undefined>();
  const list = useList<Difference>(['differences', node], (cursor) => listDifferences(node, cursor));
  const acts: ListColumn<Difference> = {
    title: '内容',
    width: 96,
    show: (row) => (
      <Button size="small" aria-label={`查看：${formatInstant(row.foundAt)} 发现的差异`} onClick={() => setOpened(row)}>
        查看
      </Button>
    ),
  };
  return (
    <>
      <ListTable
        list={list}
        label="差异与修复"
        keyOf={({ id }) => id}
        columns={[...COLUMNS, acts]}
        empty={
          <>
            <b>没有发现过差异</b>逐条比对的结果都与日志一致。
          </>
        }
      />
      <ListTools list={list} onCsv={() => saveCsv('差异与修复', CSV_COLUMNS, list.rows ?? [])} />
      <Drawer open={opened !== undefined} onClose={() => setOpened(undefined)} title="差异与修复" size="large">
        {opened && <DifferenceDetail difference={opened} />}
      </Drawer>
    </>
  );
}

const COLUMNS: ListColumn<Difference>[] = [
  { title: '类别', show: ({ description }) => chineseOf(description) },
  { title: '记录', show: ({ recordId }) => <RecordName recordId={recordId} /> },
  { title: '发现时间', width: 176, show: ({ foundAt }) => formatInstant(foundAt) },
  {
    title: '修复',
    width: 190,
    show: ({ mendedAt, how }) => (
      <span className="two-lines">
        {mendedAt ? <Tag tone="good">{MENDED[how ?? ''] ?? '已修复'}</Tag> : <Tag tone="bad">未修复</Tag>}
        {mendedAt && <small>{formatInstant(mendedAt)}</small>}
      </span>
    ),
  },
];

function RecordName({ recordId }: Pick<Difference, 'recordId'>) {
  if (recordId === null) return <span className="quiet">—</span>;
  return <span className="mono breakable">{readableRecordId(recordId)}</span>;
}

const CSV_COLUMNS = [
  { title: '编号', value: ({ id }: Difference) => id },
  { title: '节点', value: ({ node }: Difference) => node },
  { title: '类别', value: ({ description }: Difference) => chineseOf(description) },
  { title: '叶序号', value: ({ leafIndex }: Difference) => leafIndex },
  { title: '记录', value: ({ recordId }: Difference) => recordId },
  { title: '发现时间', value: ({ foundAt }: Difference) => formatInstant(foundAt) },
  { title: '修复时间', value: ({ mendedAt }: Difference) => mendedAt && formatInstant(mendedAt) },
  { title: '方式', value: ({ how }: Difference) => MENDED[how ?? ''] ?? how },
  { title: '原有内容摘要', value: ({ oldDigest }: Difference) => oldDigest },
  { title: '修复后摘要', value: ({ newDigest }: Difference) => newDigest },
];
