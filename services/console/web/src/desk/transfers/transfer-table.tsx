import { Link } from '@tanstack/react-router';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { keyWordsOf } from '../../admin/record-id.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { useItemTitle } from '../use-items.ts';
import { listTransfers, TRANSFER_STATES, type Transfer, type TransferFilter } from './transfer.ts';

const POLL_MS = 5_000;

/** Transfers, the newest first, with their terms. */
export function TransferTable({ filter }: { filter: TransferFilter }) {
  const titleOf = useItemTitle();
  const list = useList<Transfer>(['transfers', filter], (cursor) => listTransfers(filter, cursor), {
    pollMs: () => POLL_MS,
  });
  return (
    <>
      <ListTable
        list={list}
        label="跨省转送"
        keyOf={({ transferId }) => transferId}
        columns={columnsOf(titleOf)}
        widthMin={980}
        empty={<b>没有这样的转送</b>}
      />
      <ListTools list={list} csvUrl={apiUrl('collection', '/v1/transfers.csv', { ...filter })} />
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<Transfer>[] {
  return [
    {
      title: '记录',
      show: ({ item, recordId, submissionId, row, departmentName, takenBack }) => (
        <span className="two-lines">
          <Link to="/desk/submissions/$id" params={{ id: submissionId }} className="name">
            {keyWordsOf(recordId)[0] ?? titleOf(item)}
          </Link>{' '}
          {takenBack && <Tag tone="ended">撤下</Tag>}
          <small>
            {titleOf(item)}，第 {row} 行 · {departmentName}
          </small>
        </span>
      ),
    },
    { title: '登记地', width: 92, show: ({ toName, to }) => toName ?? to },
    {
      title: '状态',
      width: 250,
      show: ({ state, stateWord, explanation, reason }) => (
        <span className="two-lines">
          <Tag tone={TRANSFER_STATES[state]?.tone ?? 'ended'}>{stateWord}</Tag>
          {(explanation || reason) && <small className="name">{chineseOf(explanation) || reason}</small>}
        </span>
      ),
    },
    {
      title: '转送',
      width: 176,
      show: ({ firstSentAt, learnedAt, sends }) => (
        <span className="two-lines">
          {firstSentAt ? formatInstant(firstSentAt).slice(0, 16) : '尚未发出'}
          <small>{sends > 1 ? `共发送 ${sends} 次` : `查明登记地 ${formatInstant(learnedAt).slice(0, 10)}`}</small>
        </span>
      ),
    },
    { title: '期限', width: 200, show: (transfer) => <Terms transfer={transfer} /> },
  ];
}

function Terms({ transfer: { handOnBy, answerBy, firstSentAt, answeredAt, overdue } }: { transfer: Transfer }) {
  return (
    <span className="two-lines">
      {overdue ? (
        <Tag tone="bad">{overdue === 'answer' ? '对方逾期未答复' : '逾期未转送'}</Tag>
      ) : answeredAt ? (
        <>答复 {formatInstant(answeredAt).slice(0, 10)}</>
      ) : (
        '在期限内'
      )}
      <small>{firstSentAt && answerBy ? `对方应于 ${answerBy} 前答复` : `应于 ${handOnBy} 前转送`}</small>
    </span>
  );
}
