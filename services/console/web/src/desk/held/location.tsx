import { Link } from '@tanstack/react-router';
import { Tag } from '../../admin/tag.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { SITE } from '../../site.ts';
import { TRANSFER_STATES } from '../transfers/transfer.ts';
import type { HeldLocation, HeldRecord, HeldTransfer } from './held-record.ts';

const FOUND_BY: Record<string, string> = { credit_code: '代码', registration_number: '注册号', name: '名称' };

/**
 * Where the centre says that the enterprise of a held row is registered, and whether the row is on its way there. The centre is asked
 * only about rows that nobody here fits.
 */
export function Location({ held: { location, reason, transfer } }: { held: HeldRecord }) {
  const unasked = reason === 'unmatched' ? '正在向总局查询' : '在本省';
  return (
    <span className="two-lines">
      {location ? placeOf(location) : <span className="quiet">{unasked}</span>}
      {transfer ? (
        <TransferLink transfer={transfer} />
      ) : (
        location && <small>总局 {formatInstant(location.at).slice(0, 16)}</small>
      )}
    </span>
  );
}

function placeOf({ outcome, node, nodeName, foundBy }: HeldLocation): string {
  if (outcome === 'unknown') return '全国未查到';
  if (outcome === 'ambiguous') return '多地有同名主体';
  const place = node === SITE.node ? '本省' : (nodeName ?? '外省');
  return foundBy === null ? place : `${place}（按${FOUND_BY[foundBy] ?? foundBy}）`;
}

function TransferLink({ transfer: { state, toName, to } }: { transfer: HeldTransfer }) {
  const { tone, label } = TRANSFER_STATES[state];
  return (
    <Link to="/desk/transfers" className="transfer-link">
      <Tag tone={tone}>{`转送${toName ?? to}：${label}`}</Tag>
    </Link>
  );
}
