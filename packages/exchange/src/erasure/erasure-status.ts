import type { Executor } from '@necips/runtime';
import Type from 'typebox';

const Instant = Type.Union([Type.String({ format: 'date-time' }), Type.Null()]);

/** How often it is looked for what is due, and as long as rewriting may take: before that nothing is late. */
const GRACE_MS = 15 * 60_000;

/** Whether what was withdrawn has gone from the files in time, as both levels show it. */
export const ErasureStatusSchema = Type.Object({
  waitingSince: {
    ...Instant,
    description: '待清除起始 Since when deleted rows wait to go from the files; null where none do',
  },
  dueAt: { ...Instant, description: '清除期限 When they are to be gone, but for the time that rewriting takes' },
  isOverdue: Type.Boolean({ description: '是否逾期' }),
  lastErasedAt: { ...Instant, description: '最近清除 When the files were last rewritten' },
  reason: Type.String({ description: '说明 In words' }),
});

export type ErasureStatus = Type.Static<typeof ErasureStatusSchema>;

/** Whether what was withdrawn of these nodes has gone from the files, by node. `afterMs` is the deadline; `nowMs` since the epoch. */
export async function readErasureStatus(
  executor: Executor,
  nodes: readonly string[],
  { afterMs, nowMs }: { afterMs: number; nowMs: number },
): Promise<Map<string, ErasureStatus>> {
  const rows = await executor<{ node: string; since: Date | null; endedAt: Date | null }[]>`
    select node, since, ended_at as "endedAt" from unnest(${[...nodes]}::text[]) as n (node)
      left join exchange.erasure_due using (node) left join exchange.erasure using (node)`;
  return new Map(rows.map(({ node, since, endedAt }) => [node, describe(since, endedAt, { afterMs, nowMs })]));
}

function describe(
  since: Date | null,
  endedAt: Date | null,
  { afterMs, nowMs }: { afterMs: number; nowMs: number },
): ErasureStatus {
  const lastErasedAt = endedAt?.toISOString() ?? null;
  if (!since) {
    const reason = '没有待清除的内容 (nothing waits to go from the files)';
    return { waitingSince: null, dueAt: null, isOverdue: false, lastErasedAt, reason };
  }
  const dueAtMs = since.getTime() + afterMs;
  const dueAt = new Date(dueAtMs).toISOString();
  const isOverdue = nowMs > dueAtMs + GRACE_MS;
  const reason = isOverdue
    ? `已撤下内容应于 ${dueAt} 前从数据库文件中清除，已逾期 (what was withdrawn is still in the files, past its deadline)`
    : `已撤下内容将于 ${dueAt} 后从数据库文件中清除 (what was withdrawn will go from the files)`;
  return { waitingSince: since.toISOString(), dueAt, isOverdue, lastErasedAt, reason };
}
