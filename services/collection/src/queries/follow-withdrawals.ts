import { followFrom } from '@necips/runtime';
import type { Context } from '../context.ts';
import { RECORD_FEED } from '../domain/record-feed.ts';
import { type FeedEntry, readWithdrawalsAfter } from '../store/version/record-versions.ts';

/** Longest silence of a stream; then it yields an empty batch. */
const HEARTBEAT_MS = 1_000;
/** Withdrawals of one message. They have no content. */
const BATCH_MAX = 500;

/** Follows lawful withdrawals alone, so that none waits behind the backlog of the feed. */
export function followWithdrawals(
  { sql }: Pick<Context, 'sql'>,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<{ incarnation: string; entries: FeedEntry[] }> {
  const readAfter = (sequence: number, limit: number) => readWithdrawalsAfter(sql, sequence, limit);
  return followFrom({ sql, feed: RECORD_FEED, readAfter }, after, {
    batchMax: BATCH_MAX,
    signal,
    pollMs: HEARTBEAT_MS,
  });
}
