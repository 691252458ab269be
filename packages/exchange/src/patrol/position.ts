import type { Executor, Sql } from '@necips/runtime';

/** Where the patrol of a log stands. */
export interface PatrolPosition {
  generation: number;
  /** The next leaf to be looked at. */
  nextIndex: number;
  /** The tree of the leaves before it, as `CompactRange.toBytes` writes it. */
  compactRange: Uint8Array;
  /** From 1; the round that is under way, or the next one. */
  round: number;
  roundBeganAt: Date | null;
  lastRoundEndedAt: Date | null;
  lastRoundMs: number | null;
  /** Since the beginning. */
  leavesTotal: number;
  differencesTotal: number;
}

/** Where the patrol of a node's log stands; undefined before its first block. */
export async function findPatrolPosition(executor: Executor, node: string): Promise<PatrolPosition | undefined> {
  const [row] = await executor<PatrolPosition[]>`
    select generation, next_index as "nextIndex", compact_range as "compactRange", round,
      round_began_at as "roundBeganAt", last_round_ended_at as "lastRoundEndedAt", last_round_ms as "lastRoundMs",
      leaves_total as "leavesTotal", differences_total as "differencesTotal"
    from exchange.patrol where node = ${node}`;
  return row;
}

/** Stores the position, without waiting for the disk: what a crash forgets is looked at again. */
export async function savePatrolPosition(sql: Sql, node: string, position: PatrolPosition): Promise<void> {
  const { generation, nextIndex, compactRange, round, roundBeganAt, lastRoundEndedAt, lastRoundMs } = position;
  const { leavesTotal, differencesTotal } = position;
  await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = off`;
    await tx`
      insert into exchange.patrol (node, generation, next_index, compact_range, next_subject_id, round, round_began_at,
        last_round_ended_at, last_round_ms, leaves_total, differences_total)
      values (${node}, ${generation}, ${nextIndex}, ${Buffer.from(compactRange)}, '', ${round}, ${roundBeganAt},
        ${lastRoundEndedAt}, ${lastRoundMs}, ${leavesTotal}, ${differencesTotal})
      on conflict (node) do update set generation = excluded.generation, next_index = excluded.next_index,
        compact_range = excluded.compact_range, next_subject_id = '', round = excluded.round,
        round_began_at = excluded.round_began_at, last_round_ended_at = excluded.last_round_ended_at,
        last_round_ms = excluded.last_round_ms, leaves_total = excluded.leaves_total,
        differences_total = excluded.differences_total`;
  });
}
