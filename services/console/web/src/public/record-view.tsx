import '../styles/subject.css';
import { lazy, Suspense, useState } from 'react';
import {
  type ShownFormat,
  type ShownTable,
  type ShownValue,
  shownValues,
} from '../../../src/domain/display/shown-format.ts';
import { type Identity, valuesBeside } from '../../../src/domain/display/subject-records.ts';
import type { PublicRecord } from '../api/records.ts';
import { formatDay, formatInstant } from '../parts/dates.ts';
import { Bones } from '../parts/states.tsx';
import { nodeName } from '../site.ts';

const ProofPanel = lazy(() => import('../proof/proof-panel.tsx').then(({ ProofPanel: panel }) => ({ default: panel })));

/** One record: its fields by the labels of its format, where it came from, and its proof. */
export function RecordView({ record, format, subject, isBrief, isProofOpen }: Props) {
  const [isOpen, setOpen] = useState(isProofOpen);
  const { provider, origin, publishedAt, version } = record;
  return (
    <article className="record" data-record={record.recordId}>
      {!format && (
        <p className="banner warn">
          本页尚不认识该记录的格式版本（<bdi>{record.format ?? record.item}</bdi>），以下按原字段名完整显示。
        </p>
      )}
      <Fields record={record} format={format} subject={subject} isBrief={isBrief} />
      <footer className="source">
        <span>
          提供部门：<bdi>{provider?.name ?? '未载'}</bdi>
        </span>
        <span>公示时间：{formatInstant(publishedAt)}</span>
        <span>公示节点：{nodeName(record.node)}</span>
        {origin.node && <span>归集节点：{nodeName(origin.node)}（转来）</span>}
        <span>
          第 {version} 版{version > 1 && '（更新过）'}
          {origin.row !== null && ` · 报送批次第 ${origin.row} 行`}
        </span>
        <button type="button" className="button small no-print" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '收起证明' : '核验公示证明'}
        </button>
      </footer>
      {isOpen && (
        <Suspense fallback={<Bones lines={3} />}>
          <ProofPanel record={record} />
        </Suspense>
      )}
    </article>
  );
}

interface Props {
  record: PublicRecord;
  format: ShownFormat | undefined;
  /** Whose page it is. */
  subject: Identity;
  isBrief: boolean;
  isProofOpen: boolean;
}

/** A record's fields; on the page of a subject without what only says again whose it is. */
export function Fields({
  record,
  format,
  subject,
  isBrief = false,
}: {
  record: Pick<PublicRecord, 'body'>;
  format: ShownFormat | undefined;
  subject?: Identity;
  /** Says so little that it goes into a line or two. */
  isBrief?: boolean;
}) {
  const all = shownValues(format, record.body);
  const values = subject ? valuesBeside(subject, all) : all;
  return (
    <dl className={`fields${isBrief ? ' brief' : ''}`}>
      {wholeLines(values).map(({ value, isLong }, i) => (
        <div key={`${value.label}-${i}`} className={isLong ? 'long' : undefined}>
          <dt>{value.label}</dt>
          <dd>{value.table ? <Rows table={value.table} /> : readable(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Two short values stand in a line; one with no partner takes all of it. */
function wholeLines(values: readonly ShownValue[]): { value: ShownValue; isLong: boolean }[] {
  let isSecond = false;
  return values.map((value, i) => {
    const isAlone = !isSecond && (values[i + 1]?.isLong ?? true);
    const isLong = value.isLong || isAlone;
    isSecond = !isLong && !isSecond;
    return { value, isLong };
  });
}

/** The rows of a list, each cell labelled for a narrow screen. */
function Rows({ table: { columns, rows } }: { table: ShownTable }) {
  return (
    <table className="rows">
      <thead>
        <tr>
          {columns.map(({ label }) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={`${i}`}>
            {columns.map(({ label, kind }, column) => (
              <td key={label} data-label={label}>
                {readable({ kind, text: row[column] ?? '' })}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function readable({ kind, text }: Pick<ShownValue, 'kind' | 'text'>): string {
  return kind === 'date' ? formatDay(text) : text;
}
