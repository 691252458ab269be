import type { Executor } from '@necips/runtime';
import Type from 'typebox';

const Instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

/** Where the patrol of a log stands, as both levels show it. */
export const PatrolStatusSchema = Type.Object({
  round: Type.Integer({
    minimum: 0,
    description: '轮次 The round that is under way, or the next one; 0 before the first',
  }),
  nextIndex: Type.Integer({ ...Count, description: '位置 The next leaf to be looked at' }),
  leavesPerSecond: Type.Integer({ ...Count, description: '配置速度 Configured pace; 0 is full speed' }),
  roundBeganAt: Instant,
  lastRoundEndedAt: { ...Instant, description: '最近整轮 When a round last came to its end' },
  lastRoundMs: Type.Union([Count, Type.Null()]),
  leavesTotal: Type.Integer({ ...Count, description: '累计巡查叶数' }),
  differencesTotal: Type.Integer({ ...Count, description: '累计发现差异' }),
  differencesOpen: Type.Integer({ ...Count, description: '未修复差异 Differences that are not mended yet' }),
  sourceDiffers: Type.Integer({
    ...Count,
    description: '对方所示不符 Of those: what the other side shows is not what the leaf commits to',
  }),
  differencesToday: Type.Integer({ ...Count, description: '二十四小时内发现差异 Found within 24 hours' }),
  reason: Type.String({ description: '说明 In words' }),
});

export type PatrolStatus = Type.Static<typeof PatrolStatusSchema>;

/** In words, how many differences are open, and what keeps them so. */
export function describeOpen({ open, sourceDiffers }: { open: number; sourceDiffers: number }): string {
  if (open === 0) return '没有未修复的差异 (no open difference)';
  const stuck =
    sourceDiffers === 0
      ? ''
      : `；其中 ${sourceDiffers} 处对方所示内容与其签名的承诺不符，待其改正 (the other side shows what its own leaf does not commit to)`;
  return `${open} 处差异正在修复 (differences are being mended)${stuck}`;
}

/** Where the patrols of these logs stand, by node. */
export async function readPatrolStatus(
  executor: Executor,
  nodes: readonly string[],
  { leavesPerSecond }: { leavesPerSecond: number },
): Promise<Map<string, PatrolStatus>> {
  const rows = await executor<StatusRow[]>`
    select node, coalesce(round, 0) as round, coalesce(next_index, 0) as "nextIndex", round_began_at as "roundBeganAt",
      last_round_ended_at as "lastRoundEndedAt", last_round_ms as "lastRoundMs",
      coalesce(leaves_total, 0) as "leavesTotal", coalesce(differences_total, 0) as "differencesTotal",
      (select count(*) from exchange.difference d where d.node = n.node and mended_at is null) as "differencesOpen",
      (select count(*) from exchange.difference d where d.node = n.node and mended_at is null and kind = 'source_differs')
        as "sourceDiffers",
      (select count(*) from exchange.difference d where d.node = n.node and found_at > now() - interval '24 hours')
        as "differencesToday"
    from unnest(${[...nodes]}::text[]) as n (node) left join exchange.patrol using (node)`;
  return new Map(
    rows.map(({ node, roundBeganAt, lastRoundEndedAt, ...row }) => [
      node,
      {
        ...row,
        leavesPerSecond,
        reason: describeOpen({ open: row.differencesOpen, sourceDiffers: row.sourceDiffers }),
        roundBeganAt: roundBeganAt?.toISOString() ?? null,
        lastRoundEndedAt: lastRoundEndedAt?.toISOString() ?? null,
      },
    ]),
  );
}

type StatusRow = Omit<PatrolStatus, 'leavesPerSecond' | 'reason' | 'roundBeganAt' | 'lastRoundEndedAt'> & {
  node: string;
  roundBeganAt: Date | null;
  lastRoundEndedAt: Date | null;
};
