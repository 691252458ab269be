import { createHash, randomUUID } from 'node:crypto';
import type { Executor, Sql, Transaction } from '../postgres/index.ts';

/**
 * Runs one short transaction that appends to a feed's table. It first takes the feed's advisory lock, in a statement of its
 * own, so that everything after it – reading current versions included – sees all that was committed before, and the
 * table's identity column *is* the commit order: a reader that has seen sequence N has seen all below it.
 * Readers are notified at commit; that is a hint only, they also poll.
 */
export async function appendToFeed<T>(sql: Sql, feed: string, write: (tx: Transaction) => Promise<T>): Promise<T> {
  const result = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${feedLock(feed)})`;
    const written = await write(tx);
    await tx`select pg_notify(${feedChannel(feed)}, '')`;
    return { written };
  });
  return result.written as T;
}

/** The channel on which a feed's commits are hinted at. */
export function feedChannel(feed: string): string {
  return `feed_${feed}`;
}

/** The identity of this life of a feed, a UUID; made on first use, replaced by a restore. */
export async function feedIncarnation(sql: Executor, feed: string): Promise<string> {
  const [made] = await sql<{ incarnation: string }[]>`
    insert into runtime.feed (name, incarnation) values (${feed}, ${randomUUID()})
    on conflict (name) do update set name = excluded.name returning incarnation`;
  if (!made) throw new Error(`feed ${feed} has no incarnation`);
  return made.incarnation;
}

/** The identity of this life of a feed; empty where nobody has asked for one yet. Reads only. */
export async function findIncarnation(sql: Executor, feed: string): Promise<string> {
  const [row] = await sql<{ incarnation: string }[]>`select incarnation from runtime.feed where name = ${feed}`;
  return row?.incarnation ?? '';
}

// 48 bits of a hash: positive, exact as a number, and far from the small literals used elsewhere.
function feedLock(feed: string): number {
  return createHash('sha256').update(`necips/feed/${feed}`).digest().readUIntBE(0, 6);
}
