import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { type ListColumn, ListTable } from '../admin/list/list-table.tsx';
import { ListTools } from '../admin/list/list-tools.tsx';
import { useList } from '../admin/list/use-list.ts';
import { Tag } from '../admin/tag.tsx';
import { formatInstant } from '../parts/dates.ts';
import { listRepairs, type Repair } from './history.ts';
import { LeafRecords } from './leaf-records.tsx';

const KINDS: Record<string, string> = { gap: '缺失', refused: '未通过核验', behind: '落后' };
const HOW: Record<string, string> = { bulk_read: '从该省补读', kafka: '消息随后到达' };

/** Stretches that were read from the province again, each with the records that stand there. */
export function RepairTable({ node }: { node: string }) {
  const [opened, setOpened] = useState<Repair | undefined>();
  const list = useList<Repair>(['repairs', node], (cursor) => listRepairs(node, cursor));
  const acts: ListColumn<Repair> = {
    title: '内容',
    width: 110,
    show: (repair) => (
      <Button size="small" aria-label={`查看 ${rangeOf(repair)} 的记录`} onClick={() => setOpened(repair)}>
        查看记录
      </Button>
    ),
  };
  return (
    <>
      <ListTable
        list={list}
        label="补读记录"
        keyOf={({ foundAt, fromIndex }) => `${foundAt}-${fromIndex}`}
        columns={[...COLUMNS, acts]}
        widthMin={760}
        empty={
          <>
            <b>没有补读过</b>消息从未缺失，都已按序核验。
          </>
        }
      />
      <ListTools list={list} onCsv={() => saveCsv('补读记录', CSV_COLUMNS, list.rows ?? [])} />
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={opened && `补读的记录：${rangeOf(opened)} 叶`}
        size="large"
      >
        {opened && <LeafRecords stretch={opened} />}
      </Drawer>
    </>
  );
}

const COLUMNS: ListColumn<Repair>[] = [
  { title: '范围（叶）', show: (repair) => rangeOf(repair) },
  { title: '原因', show: ({ kind }) => KINDS[kind] ?? kind },
  { title: '发现时间', width: 180, show: ({ foundAt }) => formatInstant(foundAt) },
  {
    title: '修复',
    width: 200,
    show: ({ mendedAt, how }) => (
      <span className="two-lines">
        {mendedAt ? <Tag tone="good">{HOW[how ?? ''] ?? '已修复'}</Tag> : <Tag tone="info">进行中</Tag>}
        {mendedAt && <small>{formatInstant(mendedAt)}</small>}
      </span>
    ),
  },
];

function rangeOf({ fromIndex, toIndex }: Repair): string {
  return `${fromIndex.toLocaleString('zh-CN')} – ${toIndex.toLocaleString('zh-CN')}`;
}

const CSV_COLUMNS = [
  { title: '节点', value: ({ node }: Repair) => node },
  { title: '发现时间', value: ({ foundAt }: Repair) => formatInstant(foundAt) },
  { title: '原因', value: ({ kind }: Repair) => KINDS[kind] ?? kind },
  { title: '起始叶', value: ({ fromIndex }: Repair) => fromIndex },
  { title: '结束叶（不含）', value: ({ toIndex }: Repair) => toIndex },
  { title: '修复时间', value: ({ mendedAt }: Repair) => mendedAt && formatInstant(mendedAt) },
  { title: '方式', value: ({ how }: Repair) => HOW[how ?? ''] ?? how },
];
