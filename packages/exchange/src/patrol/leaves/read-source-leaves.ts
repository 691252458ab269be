import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';
import { column, listOf } from '../../copy/columns.ts';
import type { SourceLeaf } from './leaf-source.ts';

/**
 * These leaves of a log with the content that is stored for them, in the order of their indexes; a leaf beyond the log is
 * absent, and an index named twice comes once.
 */
export async function readSourceLeaves(
  executor: Executor,
  { node, generation, size }: { node: string; generation: number; size: number },
  indexes: readonly number[],
): Promise<SourceLeaf[]> {
  const wanted = indexes.filter((index) => index >= 0 && index < size);
  if (wanted.length === 0) return [];
  const rows = await executor.unsafe<LeafRow[]>(LEAVES, [node, generation, column(wanted, (index) => index)]);
  return rows.map((row) => ({
    leafIndex: row.leafIndex,
    leaf: row.leaf,
    salt: row.salt ?? Buffer.alloc(0),
    head: row.head ?? '',
    publicPart: row.publicPart ?? '',
    restrictedPart: row.restrictedPart ?? '',
    contentGone: row.salt === null && row.leaf[1] === PUBLISH,
    successorIndex: row.successorIndex ?? 0,
  }));
}

/** The code of the operation in a leaf's second byte. */
const PUBLISH = 1;

// The leaf is cut out of its batch by the server: its storage is external, so that the rest of the batch is not read.
const LEAVES = `
  select wanted.leaf_index as "leafIndex", batch.leaf, salt, head, public_part as "publicPart",
    restricted_part as "restrictedPart", successor_index as "successorIndex"
  from (select distinct unnest(${listOf(3)}::bigint[]) as leaf_index) as wanted
  cross join lateral (
    select substring(b.leaves from (${LEAF_BYTES} * (wanted.leaf_index - b.first_index) + 1)::integer for ${LEAF_BYTES}) as leaf
    from exchange.log_batch b
    where b.node = $1 and b.generation = $2 and b.first_index <= wanted.leaf_index
    order by b.first_index desc limit 1) as batch
  left join exchange.record_content c on c.node = $1 and c.generation = $2 and c.leaf_index = wanted.leaf_index
  left join exchange.superseded s on s.node = $1 and s.generation = $2 and s.leaf_index = wanted.leaf_index
  where length(batch.leaf) = ${LEAF_BYTES}
  order by wanted.leaf_index`;

interface LeafRow {
  leafIndex: number;
  leaf: Buffer;
  salt: Buffer | null;
  head: string | null;
  publicPart: string | null;
  restrictedPart: string | null;
  successorIndex: number | null;
}
