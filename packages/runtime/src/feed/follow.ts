import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { ServiceError } from '../errors.ts';
import type { Sql } from '../postgres/index.ts';
import { feedChannel, feedIncarnation } from './append.ts';
import type { FeedCursor } from './cursor.ts';

/** A table that others follow. */
export interface FollowableFeed<Entry extends { sequence: number }> {
  sql: Sql;
  /** Name of the feed. */
  feed: string;
  /** Entries with a higher sequence number, in order, at most `limit`. */
  readAfter(sequence: number, limit: number): Promise<Entry[]>;
}

/** A feed whose readers' cursors are checked. */
export interface CheckedFeed<Entry extends { sequence: number }> extends FollowableFeed<Entry> {
  /** SHA-256 over an entry's content; undefined where the content was erased, so that only the position can be checked. */
  digestOf(entry: Entry): Uint8Array | undefined;
}

export interface FollowOptions {
  /** Entries a batch at most. */
  batchMax: number;
  /** Ends the stream. */
  signal: AbortSignal;
  /** Longest time between two looks at the table, in milliseconds; an empty batch is yielded then as a heartbeat. */
  pollMs: number;
}

/** A batch in feed order; empty as a heartbeat. */
export interface FeedBatch<Entry> {
  incarnation: string;
  entries: Entry[];
}

/**
 * Yields batches after a cursor: first what is stored, then live. A cursor of another incarnation, with another digest, or
 * beyond the end of the feed is refused with reason `feed_diverged`: this is then not the feed that the reader followed.
 */
export async function* followFeed<Entry extends { sequence: number }>(
  source: CheckedFeed<Entry>,
  options: FollowOptions & { cursor: FeedCursor },
): AsyncGenerator<FeedBatch<Entry>> {
  await checkCursor(source, options.cursor, await feedIncarnation(source.sql, source.feed));
  yield* followFrom(source, options.cursor.sequence, options);
}

/** Yields batches after a sequence number that is taken on trust: first what is stored, then live. */
export async function* followFrom<Entry extends { sequence: number }>(
  source: FollowableFeed<Entry>,
  after: number,
  options: FollowOptions,
): AsyncGenerator<FeedBatch<Entry>> {
  const incarnation = await feedIncarnation(source.sql, source.feed);
  const hint = new EventTarget();
  const listener = await source.sql.listen(feedChannel(source.feed), () => hint.dispatchEvent(new Event('hint')));
  try {
    let sequence = after;
    while (!options.signal.aborted) {
      // Armed before the read, so that a commit between the read and the wait is not slept through.
      const waiting = new AbortController();
      const hinted = once(hint, 'hint', { signal: AbortSignal.any([waiting.signal, options.signal]) });
      hinted.catch(() => {});
      const entries = await source.readAfter(sequence, options.batchMax);
      sequence = entries.at(-1)?.sequence ?? sequence;
      yield { incarnation, entries };
      if (entries.length === 0) {
        const timer = setTimeout(() => waiting.abort(), options.pollMs);
        await hinted.catch(() => {});
        clearTimeout(timer);
      }
      waiting.abort();
    }
  } finally {
    await listener.unlisten();
  }
}

async function checkCursor<Entry extends { sequence: number }>(
  source: CheckedFeed<Entry>,
  cursor: FeedCursor,
  incarnation: string,
): Promise<void> {
  if (cursor.sequence === 0) return;
  if (cursor.incarnation !== incarnation) throw diverged(source.feed, 'it has another incarnation');
  const [entry] = await source.readAfter(cursor.sequence - 1, 1);
  if (!entry || entry.sequence !== cursor.sequence) throw diverged(source.feed, `it has no entry ${cursor.sequence}`);
  const digest = source.digestOf(entry);
  if (digest === undefined) return;
  if (digest.length !== cursor.digest.length || !timingSafeEqual(digest, cursor.digest)) {
    throw diverged(source.feed, `its entry ${cursor.sequence} has another digest`);
  }
}

function diverged(feed: string, why: string): ServiceError {
  return new ServiceError('precondition', `feed ${feed} is not the one that the cursor is of: ${why}`, {
    reason: 'feed_diverged',
  });
}
