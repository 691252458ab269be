import type { Executor } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import type { BatchHeader, LeafSpan } from '../patrolled-log.ts';

const HEADERS_AT_ONCE = 1_000;

/** Headers of the signed batches that cover leaves `from` … `to` - 1, in order; the first is the one that contains `from`. */
export async function* readBatchHeaders(
  executor: Executor,
  { node, generation }: LogPosition,
  { from, to }: LeafSpan,
): AsyncGenerator<BatchHeader> {
  for (let next = from; next < to; ) {
    const headers = await executor<(BatchHeader & { leafCount: number })[]>`
      select first_index as "firstIndex", leaf_count as "leafCount", checkpoint, collected_at_ms as "collectedAtMs"
      from exchange.log_batch
      where node = ${node} and generation = ${generation} and first_index < ${to} and first_index >= (
          select coalesce(max(first_index), 0) from exchange.log_batch
          where node = ${node} and generation = ${generation} and first_index <= ${next})
        and first_index + leaf_count > ${next}
      order by first_index limit ${HEADERS_AT_ONCE}`;
    for (const { leafCount, ...header } of headers) {
      yield header;
      next = header.firstIndex + leafCount;
    }
    if (headers.length === 0) return;
  }
}
