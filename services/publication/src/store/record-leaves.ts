import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';

/** Leaves told of one record: more versions than anybody reads. */
const LEAVES_MAX = 1_000;

/** A publishing leaf about a record. */
export interface RecordLeaf {
  generation: number;
  leafIndex: number;
  /** Its bytes. */
  leaf: Buffer;
  /** When the centre had verified it at the latest, milliseconds since the epoch; null while it has not. */
  verifiedAtMs: number | null;
}

/**
 * The leaf that a record stands at and those that it has superseded one after another, newest first; none where the record is not
 * shown. The first receipt beyond a leaf says when that had been verified.
 */
export async function readRecordLeaves(
  sql: Executor,
  { node, recordId }: { node: string; recordId: string },
): Promise<RecordLeaf[]> {
  return await sql<RecordLeaf[]>`
    with recursive standing as (
      select generation, leaf_index, 1 as place from exchange.record where node = ${node} and record_id = ${recordId}
      union all
      select superseded.generation, superseded.leaf_index, place + 1
      from standing join exchange.superseded on superseded.node = ${node} and superseded.generation = standing.generation
        and superseded.successor_index = standing.leaf_index
      where place < ${LEAVES_MAX}
    )
    select generation, leaf_index as "leafIndex", batch.leaf, (
        select verified_at_ms from verified_size
        where verified_size.generation = standing.generation and size > leaf_index order by size limit 1
      ) as "verifiedAtMs"
    from standing cross join lateral (
      select substring(leaves from (${LEAF_BYTES} * (leaf_index - first_index) + 1)::integer for ${LEAF_BYTES}) as leaf
      from exchange.log_batch
      where node = ${node} and log_batch.generation = standing.generation and first_index <= leaf_index
      order by first_index desc limit 1
    ) batch
    order by leaf_index desc`;
}
