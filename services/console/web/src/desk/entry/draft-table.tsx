import { Link } from '@tanstack/react-router';
import { saveCsv } from '../../admin/csv.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { useItemTitle } from '../use-items.ts';
import { DRAFT_STATES, type ListedDraft, listDrafts } from './draft.ts';
import { aboutColumn, draftCsvColumns } from './draft-list.tsx';

/** One's own drafts, the newest first. */
export function DraftTable() {
  const titleOf = useItemTitle();
  const list = useList<ListedDraft>(['drafts'], listDrafts);
  return (
    <>
      <ListTable
        list={list}
        label="我的草稿"
        keyOf={({ draftId }) => draftId}
        columns={columnsOf(titleOf)}
        empty={
          <>
            <b>还没有草稿</b>选择信息类别，开始录入。
          </>
        }
      />
      <ListTools list={list} onCsv={() => saveCsv('录入草稿', csvColumns(titleOf), list.rows ?? [])} />
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<ListedDraft>[] {
  return [
    aboutColumn('/desk/drafts/$id', titleOf),
    {
      title: '状态',
      width: 110,
      show: ({ state }) => <Tag tone={DRAFT_STATES[state].tone}>{DRAFT_STATES[state].label}</Tag>,
    },
    { title: '最近更改', width: 180, show: ({ changedAt }) => formatInstant(changedAt) },
    { title: '保留至', width: 130, show: ({ expiresAt }) => formatInstant(expiresAt).slice(0, 10) },
    {
      title: '说明',
      show: ({ note, reviewer, submissionId, state }) =>
        state === 'submitted' && submissionId ? (
          <Link to="/desk/submissions/$id" params={{ id: submissionId }}>
            查看批次
          </Link>
        ) : note ? (
          <span className="name">
            {reviewer && `${reviewer}：`}
            {chineseOf(note)}
          </span>
        ) : (
          <span className="quiet">—</span>
        ),
    },
  ];
}

function csvColumns(titleOf: (item: string) => string) {
  return [
    ...draftCsvColumns(titleOf),
    { title: '审核人', value: ({ reviewer }: ListedDraft) => reviewer },
    { title: '退回原因', value: ({ note }: ListedDraft) => note },
    { title: '批次', value: ({ submissionId }: ListedDraft) => submissionId },
  ];
}
