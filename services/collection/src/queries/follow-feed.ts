import { type FeedCursor, followFeed, recordVersionDigest } from '@necips/runtime';
import type { Context } from '../context.ts';
import { RECORD_FEED } from '../domain/record-feed.ts';
import { type FeedEntry, readFeedAfter, readFeedSequence } from '../store/version/record-versions.ts';

/** Longest silence of a feed stream; then it yields an empty batch. */
const HEARTBEAT_MS = 1_000;

/** Follows the record feed after a cursor; `precondition`, reason `feed_diverged`, where the cursor is not of this feed. */
export async function* followRecords(
  { sql, limits }: Pick<Context, 'sql' | 'limits'>,
  options: { cursor: FeedCursor; batchMax: number; signal: AbortSignal },
): AsyncGenerator<{ incarnation: string; entries: FeedEntry[]; feedSequence: number }> {
  const source = {
    sql,
    feed: RECORD_FEED,
    readAfter: (sequence: number, limit: number) =>
      readFeedAfter(sql, sequence, { limit, bytesMax: limits.feedBatchBytesMax }),
    digestOf: (entry: FeedEntry) => (entry.contentGone || entry.tombstone ? undefined : recordVersionDigest(entry)),
  };
  for await (const batch of followFeed<FeedEntry>(source, { ...options, pollMs: HEARTBEAT_MS })) {
    yield { ...batch, feedSequence: await readFeedSequence(sql) };
  }
}
