import { Link } from '@tanstack/react-router';
import { Select } from 'antd';
import { useState } from 'react';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { useItems, useItemTitle } from '../use-items.ts';
import { listSubmissions, pollOf, STATES, type Submission, type SubmissionFilter, WAYS } from './submission.ts';

/** The batches that were handed in, the newest first. */
export function SubmissionTable() {
  const [filter, setFilter] = useState<SubmissionFilter>({});
  const items = useItems();
  const titleOf = useItemTitle();
  const list = useList<Submission>(['submissions', filter], (cursor) => listSubmissions(filter, cursor), {
    pollMs: (rows) => pollOf(rows.map(({ state }) => state)),
  });
  const choice = (name: keyof SubmissionFilter, label: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      aria-label={label}
      placeholder={label}
      style={{ minWidth: 148 }}
      value={filter[name] ?? null}
      onChange={(value: string | null) => setFilter({ ...filter, [name]: value ?? undefined })}
      options={options}
    />
  );
  return (
    <>
      <div className="filters-row">
        {choice(
          'item',
          '全部类别',
          items.map(({ item, title }) => ({ value: item, label: title })),
        )}
        {choice(
          'state',
          '全部状态',
          Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
        )}
        {choice(
          'way',
          '全部方式',
          Object.entries(WAYS).map(([value, label]) => ({ value, label })),
        )}
      </div>
      <ListTable
        list={list}
        label="报送批次"
        keyOf={({ submissionId }) => submissionId}
        columns={columnsOf(titleOf)}
        widthMin={1_000}
        empty={<b>没有这样的批次</b>}
      />
      <ListTools list={list} csvUrl={apiUrl('collection', '/v1/submissions.csv', { ...filter })} />
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<Submission>[] {
  const number = (title: string, of: (row: Submission) => number) => ({
    title,
    isNumber: true as const,
    show: (row: Submission) => of(row).toLocaleString('zh-CN'),
  });
  return [
    {
      title: '文件',
      show: ({ submissionId, fileName, way, departmentName }) => (
        <span className="two-lines">
          <Link to="/desk/submissions/$id" params={{ id: submissionId }} className="name">
            {fileName || `${WAYS[way] ?? way} ${submissionId.slice(0, 8)}`}
          </Link>
          <small>{departmentName}</small>
        </span>
      ),
    },
    {
      title: '类别',
      show: ({ item, way }) => (
        <span className="two-lines">
          {titleOf(item)}
          <small>{WAYS[way] ?? way}</small>
        </span>
      ),
    },
    { title: '状态', show: (row) => <StateTag submission={row} /> },
    number('行数', ({ rows }) => rows),
    number('已记录', ({ accepted }) => accepted),
    number('无变化', ({ unchanged }) => unchanged),
    number('已拒绝', ({ rejected }) => rejected),
    number('待认领', ({ held }) => held),
    number('已转送', ({ transferred = 0 }) => transferred),
    { title: '接收时间', show: ({ receivedAt }) => formatInstant(receivedAt), width: 176 },
  ];
}

/** Where a batch stands, and whether it was a rehearsal. */
export function StateTag({ submission: { state, dryRun } }: { submission: Submission }) {
  return (
    <>
      <Tag tone={STATES[state]?.tone ?? 'ended'}>{STATES[state]?.label ?? state}</Tag>
      {dryRun && (
        <>
          {' '}
          <Tag tone="warn">试运行</Tag>
        </>
      )}
    </>
  );
}
