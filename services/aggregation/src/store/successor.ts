import type { Executor } from '@necips/runtime';

/** Versions followed at most; a record with more is said to be superseded by the last of these. */
const CHAIN_MAX = 10_000;

/** The last leaf about the record of a leaf, as far as it is applied here; undefined where the leaf itself is the last. */
export async function findLastSuccessor(
  sql: Executor,
  { node, generation, index }: { node: string; generation: number; index: number },
): Promise<number | undefined> {
  const [row] = await sql<{ last: number | null }[]>`
    with recursive chain (leaf_index, depth) as (
      select successor_index, 1 from exchange.superseded
      where node = ${node} and generation = ${generation} and leaf_index = ${index}
      union all
      select later.successor_index, depth + 1 from chain join exchange.superseded later
        on later.node = ${node} and later.generation = ${generation} and later.leaf_index = chain.leaf_index
      where depth < ${CHAIN_MAX}
    )
    select max(leaf_index) as last from chain`;
  return row?.last ?? undefined;
}

/** Whether records under a leaf's pseudonym are hidden: withdrawn by a leaf that has not had its turn here. */
export async function isHidden(
  sql: Executor,
  { node, generation, pseudonym }: { node: string; generation: number; pseudonym: Buffer },
): Promise<boolean> {
  const rows = await sql`
    select from exchange.hidden
    where node = ${node} and generation = ${generation} and pseudonym = ${pseudonym.toString('hex')}::uuid`;
  return rows.length > 0;
}
