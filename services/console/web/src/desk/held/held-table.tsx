import { Link } from '@tanstack/react-router';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { useItemTitle } from '../use-items.ts';
import { HeldActs } from './held-acts.tsx';
import { HELD_REASONS, type HeldFilter, type HeldRecord, listHeld } from './held-record.ts';
import { Location } from './location.tsx';

const POLL_MS = 5_000;

/** Held rows, the oldest first, with what can be done about each. */
export function HeldTable({ filter, account, mayWork }: Props) {
  const titleOf = useItemTitle();
  const list = useList<HeldRecord>(['held', filter], (cursor) => listHeld(filter, cursor), { pollMs: () => POLL_MS });
  const acts: ListColumn<HeldRecord> = {
    title: '办理',
    width: 214,
    show: (row) => <HeldActs held={row} account={account} />,
  };
  return (
    <>
      <ListTable
        list={list}
        label="待认领记录"
        keyOf={({ heldId }) => heldId}
        columns={[...columnsOf(titleOf, filter), ...(mayWork && !filter.returned ? [acts] : [])]}
        widthMin={1_080}
        empty={
          <>
            <b>{filter.returned ? '没有退回的记录' : '没有待认领的记录'}</b>
            {!filter.returned && '报送的记录都已记于企业名下。'}
          </>
        }
      />
      <ListTools list={list} csvUrl={apiUrl('collection', '/v1/held-records.csv', { ...filter })} />
    </>
  );
}

interface Props {
  filter: HeldFilter;
  account: string;
  mayWork: boolean;
}

function columnsOf(titleOf: (item: string) => string, { returned }: HeldFilter): ListColumn<HeldRecord>[] {
  return [
    {
      title: '所报主体',
      width: 226,
      show: ({ name, uscc, registrationNumber, organisationCode, subjectWord }) => (
        <span className="two-lines">
          <span className="name">{name || '（未填名称）'}</span>
          <small>
            <span className="mono">{uscc ?? registrationNumber ?? organisationCode ?? '未填代码'}</span> · {subjectWord}
          </small>
        </span>
      ),
    },
    {
      title: '记录',
      show: ({ item, submissionId, row, departmentName }) => (
        <span className="two-lines">
          <Link to="/desk/submissions/$id" params={{ id: submissionId }}>
            {titleOf(item)}，第 {row} 行
          </Link>
          <small>{departmentName}</small>
        </span>
      ),
    },
    {
      title: '原因',
      width: 130,
      show: ({ reason }) => <Tag tone={HELD_REASONS[reason].tone}>{HELD_REASONS[reason].label}</Tag>,
    },
    { title: '登记地', width: 144, show: (row) => <Location held={row} /> },
    {
      title: '等待',
      width: 118,
      show: ({ ageDays, heldAt }) => (
        <span className="two-lines">
          {ageDays === 0 ? '今天' : `${ageDays} 天`}
          <small>{formatInstant(heldAt).slice(0, 16)}</small>
        </span>
      ),
    },
    returned
      ? {
          title: '退回',
          show: ({ note, returnedAt, owner }) => (
            <span className="two-lines">
              <span className="name">{note}</span>
              <small>
                {returnedAt && formatInstant(returnedAt).slice(0, 16)} {owner}
              </small>
            </span>
          ),
        }
      : { title: '经办人', width: 76, show: ({ owner }) => owner ?? <span className="quiet">无人</span> },
  ];
}
