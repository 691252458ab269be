import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { listRowErrors, type RowError, type Submission } from './submission.ts';

/** What is wrong with which row, the value marked, and how to mend it. */
export function RowErrorTable({ submission: { submissionId, rejected, findings } }: { submission: Submission }) {
  const list = useList<RowError>(['row-errors', submissionId, rejected, findings], (cursor) =>
    listRowErrors(submissionId, cursor),
  );
  const rows = list.rows?.map((row, place) => ({ ...row, key: `${row.row}-${place}` }));
  return (
    <>
      <ListTable
        list={{ ...list, rows }}
        label="逐行报告"
        keyOf={({ key }) => key}
        columns={COLUMNS}
        empty={<b>没有问题</b>}
      />
      <ListTools list={list} csvUrl={apiUrl('collection', `/v1/submissions/${submissionId}/errors.csv`)} />
    </>
  );
}

const COLUMNS: ListColumn<RowError & { key: string }>[] = [
  { title: '行', show: ({ row }) => `第 ${row} 行`, width: 90 },
  { title: '字段', show: ({ label }) => label || '整行', width: 160 },
  {
    title: '提交的内容',
    width: 200,
    show: ({ value }) => (value ? <span className="bad-value">{value}</span> : <span className="quiet">（空）</span>),
  },
  { title: '问题', width: 230, show: ({ reason }) => reason },
  { title: '改法', show: ({ mend }) => mend },
  {
    title: '性质',
    width: 76,
    show: ({ finding }) => (finding ? <Tag tone="warn">提示</Tag> : <Tag tone="bad">拒绝</Tag>),
  },
];
