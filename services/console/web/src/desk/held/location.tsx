import { Link } from '@tanstack/react-router';
import { Tag } from '../../admin/tag.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { SITE } from '../../site.ts';
import { TRANSFER_STATES } from '../transfers/transfer.ts';
import type { HeldRecord } from './held-record.ts';

const FOUND_BY: Record<string, string> = { credit_code: '代码', registration_number: '注册号', name: '名称' };

/** Where the centre says that the enterprise of a held row is registered. It is asked only about rows that nobody here fits. */
export function Location({ held: { location, reason, transfer } }: { held: HeldRecord }) {
  if (!location) return <span className="quiet">{reason === 'unmatched' ? '正在向总局查询' : '在本省'}</span>;
  const { outcome, node, nodeName, foundBy, at } = location;
  const note = <small>总局 {formatInstant(at).slice(0, 16)}</small>;
  if (outcome === 'unknown') {
    return (
      <span className="two-lines">
        全国未查到
        {note}
      </span>
    );
  }
  if (outcome === 'ambiguous') {
    return (
      <span className="two-lines">
        多地有同名主体
        {note}
      </span>
    );
  }
  return (
    <span className="two-lines">
      {node === SITE.node ? '本省' : nodeName}
      {foundBy && `（按${FOUND_BY[foundBy] ?? foundBy}）`}
      {transfer ? (
        <Link to="/desk/transfers">
          <Tag tone={TRANSFER_STATES[transfer.state].tone}>{`转送：${TRANSFER_STATES[transfer.state].label}`}</Tag>
        </Link>
      ) : (
        note
      )}
    </span>
  );
}
