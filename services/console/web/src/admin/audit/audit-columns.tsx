import type { Upstream } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { nodeName } from '../../site.ts';
import { saveCsv } from '../csv.ts';
import type { ListColumn } from '../list/list-table.tsx';
import { ACTS, CODES, DETAILS } from './act-words.ts';
import type { AuditLine } from './audit-line.ts';

/** Columns of a service's audit log; the first one names the act. */
export function auditColumns(upstream: Upstream): ListColumn<AuditLine>[] {
  return [
    {
      title: '事项',
      width: 150,
      show: ({ act }) => (
        <span className="two-lines">
          {ACTS[upstream][act] ?? act}
          <small className="mono">{act}</small>
        </span>
      ),
    },
    { title: '时间', width: 164, show: ({ at }) => formatInstant(at) },
    { title: '办理账号', width: 124, show: ({ actor }) => <span className="name">{actor}</span> },
    { title: '对象', width: 160, show: ({ object }) => <ActObject object={object} /> },
    { title: '详情', show: ({ details }) => <Details details={details} /> },
    {
      title: '序号与链值',
      width: 112,
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
}

/** Saves lines of a service's log as a CSV file. */
export function saveAudit(upstream: Upstream): (lines: AuditLine[]) => void {
  const columns = [
    { title: '序号', value: ({ sequence }: AuditLine) => sequence },
    { title: '时间', value: ({ at }: AuditLine) => formatInstant(at) },
    { title: '账号', value: ({ actor }: AuditLine) => actor },
    { title: '操作', value: ({ act }: AuditLine) => ACTS[upstream][act] ?? act },
    { title: '操作代码', value: ({ act }: AuditLine) => act },
    { title: '对象', value: ({ object }: AuditLine) => object },
    { title: '详情', value: ({ details }: AuditLine) => JSON.stringify(details) },
    { title: '链值', value: ({ hash }: AuditLine) => hash },
  ];
  return (lines) => saveCsv('审计日志', columns, lines);
}

/** A province is told by its name; anything else as it is written. */
function ActObject({ object }: Pick<AuditLine, 'object'>) {
  const name = nodeName(object);
  if (name === object) return <span className="mono breakable">{object}</span>;
  return (
    <span className="two-lines">
      {name}
      <small className="mono">{object}</small>
    </span>
  );
}

function Details({ details }: Pick<AuditLine, 'details'>) {
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
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (isMapped(value)) return `${value.field} ← ${value.column}`;
  return typeof value === 'string' ? (CODES[value] ?? value) : JSON.stringify(value);
}

/** Whether it says which column of a source holds which field. */
function isMapped(value: unknown): value is { field: string; column: string } {
  return typeof value === 'object' && value !== null && 'field' in value && 'column' in value;
}
