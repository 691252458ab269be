import type { Executor } from '@necips/runtime';

/**
 * Indexes of withdrawing leaves in a range, in order, at most `limit`: of all lawful withdrawals, by their tombstones, and of every
 * withdrawal that the centre has not verified yet.
 */
export async function listWithdrawingLeaves(
  executor: Executor,
  range: { node: string; generation: number; fromIndex: number; toIndex: number; limit: number },
): Promise<number[]> {
  const { node, generation, fromIndex, toIndex, limit } = range;
  const rows = await executor<{ leafIndex: number }[]>`
    (select leaf_index as "leafIndex" from exchange.tombstone
      where node = ${node} and generation = ${generation} and leaf_index >= ${fromIndex} and leaf_index < ${toIndex}
      order by leaf_index limit ${limit})
    union
    (select leaf_index from pending_withdrawal
      where generation = ${generation} and leaf_index >= ${fromIndex} and leaf_index < ${toIndex}
      order by leaf_index limit ${limit})
    order by 1 limit ${limit}`;
  return rows.map(({ leafIndex }) => leafIndex);
}
