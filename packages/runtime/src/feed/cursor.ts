import type { Executor, Transaction } from '../postgres/index.ts';

/** Where a reader stands in a feed. */
export interface FeedCursor {
  /** Life of the feed, a UUID; empty before the first entry. */
  incarnation: string;
  /** Sequence number of the last entry applied; 0 before the first. */
  sequence: number;
  /** SHA-256 of that entry, 32 bytes; empty before the first. */
  digest: Uint8Array;
}

/** Reads how far this service has applied a feed; sequence 0 where it has applied nothing. */
export async function readCursor(sql: Executor, feed: string): Promise<FeedCursor> {
  const [row] = await sql<FeedCursor[]>`
    select incarnation, sequence, digest from runtime.feed_cursor where feed = ${feed}`;
  return row ?? { incarnation: '', sequence: 0, digest: new Uint8Array() };
}

/** Stores how far this service has applied a feed, in the transaction that applied it. */
export async function writeCursor(tx: Transaction, feed: string, cursor: FeedCursor): Promise<void> {
  await tx`
    insert into runtime.feed_cursor (feed, incarnation, sequence, digest)
    values (${feed}, ${cursor.incarnation}, ${cursor.sequence}, ${Buffer.from(cursor.digest)})
    on conflict (feed) do update
      set incarnation = excluded.incarnation, sequence = excluded.sequence, digest = excluded.digest`;
}
