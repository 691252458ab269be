import { Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { apiUrl, type Upstream } from '../../api/call.ts';
import { ListTable } from '../list/list-table.tsx';
import { ListTools } from '../list/list-tools.tsx';
import { useList } from '../list/use-list.ts';
import { useAct } from '../use-act.ts';
import { ACTS } from './act-words.ts';
import { auditColumns, saveAudit } from './audit-columns.tsx';
import { type AuditFilter, type AuditLine, askedOf, listAllAudit, listAudit } from './audit-line.ts';
import { ChainCheck } from './chain-check.tsx';

const ALL: AuditFilter = { actor: '', act: '', object: '', from: '', to: '' };

/** A service's audit log (审计日志): who did what to what, chosen by act, account, object and days, and whether the log is whole. */
export function AuditLog({ upstream, hasCsv = false }: Props) {
  const [filter, setFilter] = useState(ALL);
  const asked = useDeferredValue(filter);
  const list = useList<AuditLine>(['audit', upstream, asked], (cursor) => listAudit(upstream, asked, { cursor }));
  const saving = useAct(() => listAllAudit(upstream, asked), { onDone: saveAudit(upstream) });
  const field = (name: 'actor' | 'object' | 'from' | 'to', label: string, width: number) => (
    <Input
      aria-label={label}
      maxLength={300}
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
          options={Object.entries(ACTS[upstream]).map(([value, label]) => ({ value, label }))}
        />
        {field('actor', '办理账号', 150)}
        {field('object', '对象', 190)}
        <span className="period tools">
          {field('from', '起始日', 146)}至{field('to', '截止日', 146)}
        </span>
        <span className="grow" />
        <ChainCheck upstream={upstream} />
      </div>
      <ListTable
        list={list}
        label="审计日志"
        keyOf={({ sequence }) => sequence}
        columns={auditColumns(upstream)}
        widthMin={980}
        empty={<b>没有这样的记载</b>}
      />
      <ListTools
        list={list}
        {...(hasCsv
          ? { csvUrl: apiUrl(upstream, '/v1/audit.csv', { ...askedOf(asked) }) }
          : { onCsv: () => saving.run(undefined) })}
      />
    </>
  );
}

interface Props {
  /** Whose log it is. */
  upstream: Upstream;
  /** Whether that service gives the whole log as CSV; where not, this page puts it together. */
  hasCsv?: boolean;
}
