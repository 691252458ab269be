import { Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { apiUrl } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { ACTS, type AuditEntry, type AuditFilter, listAudit } from './audit-entry.ts';
import { ChainCheck } from './chain-check.tsx';

/** What was done at this node, and by whom (审计日志). */
export function AuditPage() {
  return (
    <DeskFrame part="/desk/audit" title="审计日志">
      {() => (
        <>
          <PageHead title="审计日志">只增不改，逐条以链值相连；不含个人信息。导出后可与以后的导出核对。</PageHead>
          <section className="card panel" aria-label="审计日志">
            <AuditLog />
          </section>
        </>
      )}
    </DeskFrame>
  );
}

const ALL: AuditFilter = { actor: '', act: '', object: '', from: '', to: '' };

function AuditLog() {
  const [filter, setFilter] = useState(ALL);
  const asked = useDeferredValue(filter);
  const list = useList<AuditEntry>(['audit', asked], (cursor) => listAudit(asked, cursor));
  const field = (name: 'actor' | 'object' | 'from' | 'to', label: string, width: number) => (
    <Input
      aria-label={label}
      style={{ width }}
      {...(name === 'from' || name === 'to' ? { type: 'date' } : { placeholder: label, allowClear: true })}
      value={filter[name]}
      onChange={(event) => setFilter({ ...filter, [name]: event.target.value.trim() })}
    />
  );
  return (
    <>
      <div className="filters-row">
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label="事项"
          placeholder="全部事项"
          style={{ minWidth: 168 }}
          value={filter.act || null}
          onChange={(act: string | null) => setFilter({ ...filter, act: act ?? '' })}
          options={Object.entries(ACTS).map(([value, label]) => ({ value, label }))}
        />
        {field('actor', '办理账号', 150)}
        {field('object', '对象', 190)}
        <span className="period tools">
          {field('from', '起始日', 146)}至{field('to', '截止日', 146)}
        </span>
        <span className="grow" />
        <ChainCheck />
      </div>
      <ListTable
        list={list}
        label="审计日志"
        keyOf={({ sequence }) => sequence}
        columns={COLUMNS}
        widthMin={980}
        empty={<b>没有这样的记载</b>}
      />
      <ListTools list={list} csvUrl={apiUrl('collection', '/v1/audit.csv', { ...asked })} />
    </>
  );
}

const COLUMNS: ListColumn<AuditEntry>[] = [
  {
    title: '事项',
    show: ({ act }) => (
      <span className="two-lines">
        {ACTS[act] ?? act}
        <small className="mono">{act}</small>
      </span>
    ),
  },
  { title: '时间', width: 176, show: ({ at }) => formatInstant(at) },
  { title: '办理账号', width: 150, show: ({ actor }) => actor },
  { title: '对象', show: ({ object }) => <span className="mono breakable">{object}</span> },
  { title: '详情', show: ({ details }) => <Details details={details} /> },
  {
    title: '序号与链值',
    width: 128,
    show: ({ sequence, hash }) => (
      <span className="two-lines">
        {sequence}
        <small className="mono" title={hash}>
          {hash.slice(0, 12)}
        </small>
      </span>
    ),
  },
];

function Details({ details }: Pick<AuditEntry, 'details'>) {
  const entries = Object.entries(details);
  if (entries.length === 0) return <span className="quiet">—</span>;
  return (
    <span className="audit-details">
      {entries.map(([name, value]) => (
        <span key={name}>
          <span className="quiet">{DETAILS[name] ?? name}</span> <span className="name">{textOf(value)}</span>
        </span>
      ))}
    </span>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('、');
  if (value === null) return '无';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const DETAILS: Record<string, string> = {
  reason: '原因',
  authority: '依据',
  item: '信息类别',
  items: '信息类别',
  submission: '批次',
  row: '行',
  owner: '经办人',
  name: '名称',
  ways: '方式',
  area: '区划',
  account: '账号',
  keyId: '公钥',
  method: '认证方式',
  node: '登记地',
  incomplete: '作废的上传',
  cancelled: '取消的批次',
};
