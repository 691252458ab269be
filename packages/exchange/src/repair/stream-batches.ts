import type { necips } from '@necips/proto';
import { ServiceError, type Sql } from '@necips/runtime';
import { readBatchHeaders } from '../patrol/log/read-batch-headers.ts';
import { type ReadWithdrawn, readBatchMessages } from './read-batch-messages.ts';

/** A log whose repair reads are answered here. */
export interface RepairedLog {
  executor: Sql;
  node: string;
  /** Where that generation of the log stands now, or ended: nothing beyond is read. Of one that is not held, another is named. */
  head: (generation: number) => Promise<{ generation: number; size: number }> | { generation: number; size: number };
  readWithdrawn: ReadWithdrawn;
}

/**
 * `LogService.ReadBatches`: signed batches with their content from a leaf on, up to the size that the log has when the stream
 * gets there. Content that was superseded while it ran is gone in it, and the leaf that superseded it follows in the same stream.
 * Where only headers are asked for, they come instead.
 */
export async function* streamBatches(
  { executor, node, head, readWithdrawn }: RepairedLog,
  request: necips.log.v1.ReadBatchesRequest.$Properties,
  signal: AbortSignal,
): AsyncGenerator<necips.log.v1.ReadBatchesResponse.$Properties> {
  const { generation, firstIndex, leavesMax } = request as necips.log.v1.ReadBatchesRequest;
  requireHeld(await head(generation), { generation, firstIndex, leavesMax });
  if (request.headersOnly) {
    const { size } = await head(generation);
    const to = leavesMax > 0 ? Math.min(size, firstIndex + leavesMax) : size;
    const headers = readBatchHeaders(executor, { node, generation }, { from: firstIndex, to });
    for await (const header of headers) yield { header };
    return;
  }
  const end = leavesMax > 0 ? firstIndex + leavesMax : Number.POSITIVE_INFINITY;
  for (let fromIndex = firstIndex; fromIndex < end; ) {
    const { size: toIndex } = await head(generation);
    const batches = await readBatchMessages(executor, { node, generation, fromIndex, toIndex }, readWithdrawn);
    if (batches.length === 0) return;
    for (const batch of batches) {
      signal.throwIfAborted();
      if (fromIndex >= end) return;
      yield { batch };
      fromIndex = batch.firstIndex + batch.leaves.length;
    }
  }
}

function requireHeld(
  head: { generation: number; size: number },
  { generation, firstIndex, leavesMax }: { generation: number; firstIndex: number; leavesMax: number },
): void {
  requireGeneration(head, generation);
  if (firstIndex < 0 || leavesMax < 0) {
    throw new ServiceError('invalid', '叶子序号不得为负 (a leaf index is not negative)', { reason: 'negative_index' });
  }
  if (firstIndex > head.size) {
    throw new ServiceError('out_of_range', `日志只有 ${head.size} 条 (the log has ${head.size} leaves)`, {
      reason: 'beyond_log',
      details: { size: head.size },
    });
  }
}

/** Throws `not_found`, reason `no_such_generation`, where the log that is held here is another generation. */
function requireGeneration(head: { generation: number }, generation: number): void {
  if (generation === head.generation) return;
  throw new ServiceError('not_found', `没有第 ${generation} 代日志 (no such log generation)`, {
    reason: 'no_such_generation',
  });
}
