import assert from 'node:assert/strict';
import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';

/** A signed batch to append. */
export interface NewLogBatch {
  node: string;
  generation: number;
  firstIndex: number;
  /** The leaves one after another, 98 bytes each. */
  leaves: Uint8Array;
  leafCount: number;
  /** Signed note whose size is `firstIndex + leafCount`. */
  checkpoint: string;
  /** Commit time at collection of the oldest of them, milliseconds since the epoch; for measuring only. */
  collectedAtMs: number;
}

/** One signed batch of a log. */
export interface LogBatch extends NewLogBatch {
  leaves: Buffer;
}

/** Appends a signed batch to the log. Rejects with a unique violation where a batch begins at this index already. */
export async function appendLogBatch(executor: Executor, batch: NewLogBatch): Promise<void> {
  assert(batch.leafCount > 0 && batch.leaves.byteLength === batch.leafCount * LEAF_BYTES, 'A batch is whole leaves.');
  await executor`
    insert into exchange.log_batch (node, generation, first_index, leaf_count, leaves, checkpoint, collected_at_ms)
    values (${batch.node}, ${batch.generation}, ${batch.firstIndex}, ${batch.leafCount}, ${batch.leaves},
      ${batch.checkpoint}, ${batch.collectedAtMs})`;
}

/** Batches in log order, at most `limit`; the first is the one that contains `fromIndex`. None where the log ends before. */
export async function readLogBatches(
  executor: Executor,
  query: { node: string; generation: number; fromIndex: number; limit: number },
): Promise<LogBatch[]> {
  return executor<LogBatch[]>`
    select node, generation, first_index as "firstIndex", leaf_count as "leafCount", leaves, checkpoint,
      collected_at_ms as "collectedAtMs"
    from exchange.log_batch
    where node = ${query.node} and generation = ${query.generation} and first_index >= (
        select coalesce(max(first_index), 0) from exchange.log_batch
        where node = ${query.node} and generation = ${query.generation} and first_index <= ${query.fromIndex})
      and first_index + leaf_count > ${query.fromIndex}
    order by first_index limit ${query.limit}`;
}

/** Leaves `from` up to but not including `to`, 98 bytes each, in log order; fewer where the log ends before. */
export async function readLeaves(
  executor: Executor,
  range: { node: string; generation: number; from: number; to: number },
): Promise<Buffer[]> {
  const batches = await executor<Pick<LogBatch, 'firstIndex' | 'leafCount' | 'leaves'>[]>`
    select first_index as "firstIndex", leaf_count as "leafCount", leaves
    from exchange.log_batch
    where node = ${range.node} and generation = ${range.generation} and first_index < ${range.to} and first_index >= (
        select coalesce(max(first_index), 0) from exchange.log_batch
        where node = ${range.node} and generation = ${range.generation} and first_index <= ${range.from})
    order by first_index`;
  return batches.flatMap(({ firstIndex, leafCount, leaves }) => {
    const first = Math.max(range.from - firstIndex, 0);
    const end = Math.min(range.to - firstIndex, leafCount);
    return Array.from({ length: Math.max(end - first, 0) }, (_, i) =>
      leaves.subarray((first + i) * LEAF_BYTES, (first + i + 1) * LEAF_BYTES),
    );
  });
}
