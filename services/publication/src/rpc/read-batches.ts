import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { readPublishedBatches } from '../queries/read-published-batches.ts';

/**
 * Streams signed batches with their content from a leaf on, up to the checkpoint that is served when it gets there. Content
 * that was superseded while the stream ran is gone in it, and the leaf that superseded it follows in the same stream.
 */
export async function* readBatches(
  { node, reading, served }: Pick<Context, 'node' | 'reading' | 'served'>,
  request: necips.log.v1.ReadBatchesRequest.$Properties,
  call: Pick<Call, 'signal'>,
): AsyncGenerator<necips.log.v1.ReadBatchesResponse.$Properties> {
  const { generation, firstIndex, leavesMax } = request as necips.log.v1.ReadBatchesRequest;
  requireKnown(served.get(), { generation, firstIndex, leavesMax });
  const end = leavesMax > 0 ? firstIndex + leavesMax : Number.POSITIVE_INFINITY;
  for (let fromIndex = firstIndex; fromIndex < end; ) {
    const { size: toIndex } = served.get();
    const batches = await readPublishedBatches(reading, { node, generation, fromIndex, toIndex });
    if (batches.length === 0) return;
    for (const batch of batches) {
      call.signal.throwIfAborted();
      if (fromIndex >= end) return;
      yield { batch };
      fromIndex = batch.firstIndex + batch.leaves.length;
    }
  }
}

function requireKnown(
  tree: { generation: number; size: number },
  { generation, firstIndex, leavesMax }: { generation: number; firstIndex: number; leavesMax: number },
): void {
  if (generation !== tree.generation) {
    throw new ServiceError('not_found', `没有第 ${generation} 代日志 (no such log generation)`, {
      reason: 'no_such_generation',
    });
  }
  if (firstIndex < 0 || leavesMax < 0) {
    throw new ServiceError('invalid', '叶子序号不得为负 (a leaf index is not negative)', { reason: 'negative_index' });
  }
  if (firstIndex > tree.size) {
    throw new ServiceError('out_of_range', `日志只有 ${tree.size} 条 (the log has ${tree.size} leaves)`, {
      reason: 'beyond_log',
      details: { size: tree.size },
    });
  }
}
