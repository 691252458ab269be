import { Select } from 'antd';
import { useState } from 'react';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { saveCsv } from '../../admin/csv.ts';
import { ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { useFormats } from '../../api/formats.ts';
import { formatInstant } from '../../parts/dates.ts';
import { nodeName, SITE } from '../../site.ts';
import { BoardNav } from '../board-nav.tsx';
import { listTransfers, reasonInWords, TRANSFER_STATES, type Transfer, type TransferFilter } from './transfer.ts';

const PROVINCES = SITE.nodes
  .filter(({ code }) => code !== '100000')
  .map(({ code, name }) => ({ value: code, label: name }));
const STATES = Object.entries(TRANSFER_STATES).map(([value, { label }]) => ({ value, label }));

/** Records that go from one province to another by way of the centre (记于企业名下). */
export function TransfersPage() {
  return (
    <AdminFrame title="省际转送" roles={['central-admin', 'auditor']}>
      {(person) => <TransfersView person={person} />}
    </AdminFrame>
  );
}

function TransfersView({ person }: { person: Person }) {
  const [filter, setFilter] = useState<TransferFilter>({});
  return (
    <>
      <BoardNav person={person} />
      <div className="page-title">
        <div>
          <h1>省际转送</h1>
          <p>企业登记在别省的，其信息由收到的省转往登记省，记于企业名下。总局只记收发节点、类别和结果，不留内容。</p>
        </div>
      </div>
      <section className="card panel">
        <div className="filters-row">
          <Choice label="转出省" options={PROVINCES} onChange={(from) => setFilter({ ...filter, from })} />
          <Choice label="转入省" options={PROVINCES} onChange={(to) => setFilter({ ...filter, to })} />
          <Choice
            label="结果"
            options={STATES}
            onChange={(state) => setFilter({ ...filter, state: state as TransferFilter['state'] })}
          />
        </div>
        <TransferTable filter={filter} />
      </section>
    </>
  );
}

function Choice({ label, options, onChange }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      options={options}
      style={{ minWidth: 150 }}
      onChange={(value: string | undefined) => onChange(value)}
    />
  );
}

interface ChoiceProps {
  label: string;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

function TransferTable({ filter }: { filter: TransferFilter }) {
  const formats = useFormats();
  const titles = new Map([...formats.values()].map(({ item, title }) => [item, title]));
  const titleOf = ({ item }: Transfer) => titles.get(item) ?? item;
  const list = useList<Transfer>(['transfers', filter], (cursor) => listTransfers(filter, cursor));
  return (
    <>
      <ListTable<Transfer>
        list={list}
        label="省际转送"
        keyOf={({ from, transferId }) => `${from}-${transferId}`}
        empty={<b>没有符合条件的转送</b>}
        columns={[
          { title: '由 → 往', show: ({ from, to }) => `${nodeName(from)} → ${nodeName(to)}`, width: 150 },
          { title: '类别', show: titleOf },
          {
            title: '结果',
            show: (transfer) => {
              const { label, tone } = TRANSFER_STATES[transfer.state];
              return (
                <>
                  <Tag tone={tone}>{label}</Tag> <small className="name">{reasonInWords(transfer)}</small>
                </>
              );
            },
          },
          {
            title: '转出时间',
            width: 200,
            show: ({ firstSentAt, timesSent }) =>
              `${formatInstant(firstSentAt)}${timesSent > 1 ? `，共 ${timesSent} 次` : ''}`,
          },
          {
            title: '答复时间',
            show: ({ answeredAt }) => (answeredAt ? formatInstant(answeredAt) : '尚未答复'),
            width: 180,
          },
        ]}
      />
      <ListTools list={list} onCsv={() => saveCsv('省际转送', csvColumns(titleOf), list.rows ?? [])} />
    </>
  );
}

function csvColumns(titleOf: (transfer: Transfer) => string) {
  return [
    { title: '转送编号', value: ({ transferId }: Transfer) => transferId },
    { title: '转出节点', value: ({ from }: Transfer) => nodeName(from) },
    { title: '转入节点', value: ({ to }: Transfer) => nodeName(to) },
    { title: '类别', value: titleOf },
    { title: '结果', value: ({ state }: Transfer) => TRANSFER_STATES[state].label },
    { title: '原因', value: reasonInWords },
    { title: '次数', value: ({ timesSent }: Transfer) => timesSent },
    { title: '首次转出', value: ({ firstSentAt }: Transfer) => formatInstant(firstSentAt) },
    { title: '最近转出', value: ({ lastSentAt }: Transfer) => formatInstant(lastSentAt) },
    { title: '答复时间', value: ({ answeredAt }: Transfer) => answeredAt && formatInstant(answeredAt) },
  ];
}
