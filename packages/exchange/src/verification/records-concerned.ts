import type { Transaction } from '@necips/runtime';
import { findRecordIdsByPseudonym, findRecords, type RecordState } from '../copy/records.ts';
import type { VerifiedBatch } from './verify-batch.ts';

/** Every current record that a change names, and every one whose pseudonym an unresolved withdrawal bears, unless it is hidden already. */
export async function findRecordsConcerned(
  tx: Transaction,
  node: string,
  batches: readonly VerifiedBatch[],
  hidden: ReadonlyMap<string, number> = NOTHING_HIDDEN,
): Promise<ReadonlyMap<string, RecordState>> {
  const all = batches.flatMap(({ changes }) => changes);
  const named = new Set(all.flatMap(({ recordId }) => recordId || []));
  const current = await findRecords(tx, node, [...named]);
  // A withdrawal may not name its record any more: the province forgets the link once it is verified.
  const known = new Set([...current.values()].map(({ pseudonym }) => pseudonym));
  const published = new Set(
    all.flatMap(({ op, contentGone, pseudonym }) => (op === 'publish' && !contentGone ? pseudonym : [])),
  );
  const unresolved = all.filter(
    ({ op, pseudonym }) =>
      op === 'withdraw' && !known.has(pseudonym) && !published.has(pseudonym) && !hidden.has(pseudonym),
  );
  const bearers = await findRecordIdsByPseudonym(tx, node, [...new Set(unresolved.map(({ pseudonym }) => pseudonym))]);
  return bearers.length === 0 ? current : new Map([...current, ...(await findRecords(tx, node, bearers))]);
}

const NOTHING_HIDDEN: ReadonlyMap<string, number> = new Map();
