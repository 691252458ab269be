import { randomUUID } from 'node:crypto';
import type { Executor, Transaction } from '../postgres/index.ts';

/** A restore of a service's database of which not everything since the backup has come back yet. */
export interface Restore {
  restoredAt: Date;
  /** When the backup was taken. */
  takenAt: Date;
}

/**
 * Says in a database that it was restored from a backup, before its service starts on it: the service then shows nothing that may
 * have been withdrawn since, and its feeds begin another life, so that no reader takes them for the one that it followed.
 */
export async function markRestored(tx: Transaction, { takenAt, restoredAt }: Restore): Promise<void> {
  await tx`insert into runtime.restored (restored_at, taken_at) values (${restoredAt}, ${takenAt})`;
  const feeds = await tx<{ name: string }[]>`select name from runtime.feed`;
  for (const { name } of feeds) {
    await tx`update runtime.feed set previous_incarnation = incarnation, incarnation = ${randomUUID()} where name = ${name}`;
  }
}

/** The newest restore that is not resolved; undefined where there is none. */
export async function findRestore(executor: Executor): Promise<Restore | undefined> {
  const [row] = await executor<Restore[]>`
    select restored_at as "restoredAt", taken_at as "takenAt" from runtime.restored
    where resolved_at is null order by restored_at desc limit 1`;
  return row;
}

/** Notes that everything since the backup has come back. */
export async function resolveRestore(executor: Executor): Promise<void> {
  await executor`update runtime.restored set resolved_at = now() where resolved_at is null`;
}
