import { type LogBatch, readContents, readLogBatches, readTombstones } from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { type PublishedBatch, toPublishedBatch, type WithdrawnRecord } from '../messages.ts';
import { readPendingWithdrawals } from '../store/pending-withdrawal.ts';

/** Batches and leaves read at a time: enough for a fast relay, few enough that their content fits in memory. */
const BATCHES_MAX = 200;
const LEAVES_MAX = 2_000;

/**
 * Signed batches with the content that their leaves still have, the first being the one that contains `fromIndex`, none
 * beyond `toIndex` leaves; empty where there is none. A bounded number: ask again from where they end.
 */
export async function readPublishedBatches(
  sql: Sql,
  { node, generation, fromIndex, toIndex }: { node: string; generation: number; fromIndex: number; toIndex: number },
): Promise<PublishedBatch[]> {
  const read = await readLogBatches(sql, { node, generation, fromIndex, limit: BATCHES_MAX });
  const batches = within(read, toIndex);
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) return [];
  const range = { generation, from: first.firstIndex, to: endOf(last) };
  const [contents, withdrawals] = await Promise.all([
    readContents(sql, { node, generation, fromIndex: range.from, toIndex: range.to }),
    readWithdrawn(sql, { node, ...range }),
  ]);
  return batches.map((batch) => toPublishedBatch(batch, contents, withdrawals));
}

/** What the withdrawing leaves of a stretch are about. */
async function readWithdrawn(
  sql: Sql,
  { node, ...range }: { node: string; generation: number; from: number; to: number },
): Promise<Map<number, WithdrawnRecord>> {
  const [recordIds, tombstones] = await Promise.all([
    readPendingWithdrawals(sql, range),
    readTombstones(sql, { node, fromIndex: range.from, toIndex: range.to }),
  ]);
  const withdrawn = new Map<number, WithdrawnRecord>([...recordIds].map(([i, recordId]) => [i, { recordId }]));
  for (const [i, tombstone] of tombstones) withdrawn.set(i, { ...withdrawn.get(i), tombstone });
  return withdrawn;
}

function within(batches: readonly LogBatch[], toIndex: number): LogBatch[] {
  const kept: LogBatch[] = [];
  let leaves = 0;
  for (const batch of batches) {
    leaves += batch.leafCount;
    if (endOf(batch) > toIndex || (kept.length > 0 && leaves > LEAVES_MAX)) break;
    kept.push(batch);
  }
  return kept;
}

function endOf({ firstIndex, leafCount }: LogBatch): number {
  return firstIndex + leafCount;
}
