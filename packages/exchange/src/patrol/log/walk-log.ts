import type { Executor } from '@necips/runtime';
import { type CompactRange, equalBytes, LEAF_BYTES, leafHash } from '@necips/tlog';
import type { PatrolledLog } from '../patrolled-log.ts';
import { opened } from './examine-state.ts';

/** A row of exchange.log_batch, as it stands. */
export interface StoredBatch {
  firstIndex: number;
  leafCount: number;
  leaves: Buffer;
  checkpoint: string;
  collectedAtMs: number;
}

/** What a stretch of the stored log was found to be. */
export interface WalkedLog {
  /** Batches that follow each other from where the walk began, each leading to its signed root. */
  batches: StoredBatch[];
  /** The tree after them. */
  range: CompactRange;
  /** The walk stopped because of what comes next: it is missing, or does not lead to its signed root. */
  isBroken: boolean;
}

/** Rows read at a time; most hold hundreds of leaves. */
const ROWS_AT_ONCE = 200;

/** Reads rows that begin at or after a leaf, in order, until they hold `leavesMax` leaves. */
export async function readStoredBatches(
  executor: Executor,
  { node, generation, from, leavesMax }: { node: string; generation: number; from: number; leavesMax: number },
): Promise<StoredBatch[]> {
  // The lengths are read first, so that no more than needed is fetched however long the batches are.
  const rows = await executor<StoredBatch[]>`
    with ahead as (
      select first_index, sum(length(leaves)) over (order by first_index) - length(leaves) as before
      from (select first_index, leaves from exchange.log_batch
        where node = ${node} and generation = ${generation} and first_index >= ${from}
        order by first_index limit ${ROWS_AT_ONCE}) as next)
    select first_index as "firstIndex", leaf_count as "leafCount", leaves, checkpoint, collected_at_ms as "collectedAtMs"
    from exchange.log_batch join ahead using (first_index)
    where node = ${node} and generation = ${generation} and before < ${leavesMax * LEAF_BYTES}
    order by first_index`;
  return [...rows];
}

/** Rows that begin inside of these batches, and so belong to no log. */
export async function findExtraBatches(
  executor: Executor,
  { node, generation }: { node: string; generation: number },
  batches: readonly StoredBatch[],
): Promise<number[]> {
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) return [];
  const beginnings = batches.map(({ firstIndex }) => firstIndex);
  const rows = await executor<{ firstIndex: number }[]>`
    select first_index as "firstIndex" from exchange.log_batch
    where node = ${node} and generation = ${generation} and first_index > ${first.firstIndex}
      and first_index < ${last.firstIndex + last.leafCount} and first_index <> all(${beginnings}::bigint[])`;
  return rows.map(({ firstIndex }) => firstIndex);
}

/** Follows stored rows from the end of a tree; `size` is where the log ends. The given range is left as it is. */
export function walkLog(log: PatrolledLog, range: CompactRange, rows: readonly StoredBatch[], size: number): WalkedLog {
  const walked: WalkedLog = { batches: [], range: range.clone(), isBroken: false };
  for (const row of rows) {
    // One that begins inside of another is taken away (`findExtraBatches`), and none of the log.
    if (row.firstIndex < walked.range.size) continue;
    const next = row.firstIndex === walked.range.size && extended(log, walked.range, row);
    if (!next) return { ...walked, isBroken: walked.range.size < size };
    walked.batches.push(row);
    walked.range = next;
  }
  // Rows that ran out before the log did: the rest is missing.
  return { ...walked, isBroken: rows.length === 0 && walked.range.size < size };
}

/** The tree with this batch; undefined where that is not what its checkpoint says. */
export function extended(log: PatrolledLog, range: CompactRange, batch: StoredBatch): CompactRange | undefined {
  const { leaves, leafCount, checkpoint } = batch;
  if (leafCount < 1 || leaves.length !== leafCount * LEAF_BYTES) return undefined;
  const signed = opened(log, checkpoint);
  if (signed?.size !== range.size + leafCount) return undefined;
  const next = range.clone();
  for (let at = 0; at < leaves.length; at += LEAF_BYTES) next.append(leafHash(leaves.subarray(at, at + LEAF_BYTES)));
  return equalBytes(next.root(), signed.root) ? next : undefined;
}
