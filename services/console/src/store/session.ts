import type { Executor } from '@necips/runtime';

/** A session as it is kept. */
export interface SessionRow {
  /** SHA-256 of the cookie's value. */
  idHash: Buffer;
  subject: string;
  account: string;
  /** Sealed. */
  tokens: Buffer;
  renewAt: Date;
  usedAt: Date;
  endsAt: Date;
}

export async function insertSession(sql: Executor, session: SessionRow): Promise<void> {
  const { idHash, subject, account, tokens, renewAt, usedAt, endsAt } = session;
  await sql`
    insert into session (id_hash, subject, account, tokens, renew_at, used_at, ends_at)
    values (${idHash}, ${subject}, ${account}, ${tokens}, ${renewAt}, ${usedAt}, ${endsAt})`;
}

export async function findSessionRow(sql: Executor, idHash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select id_hash as "idHash", subject, account, tokens, renew_at as "renewAt", used_at as "usedAt", ends_at as "endsAt"
    from session where id_hash = ${idHash}`;
  return row;
}

/** The same, locked until the transaction ends: whoever renews a token is alone with it. */
export async function lockSessionRow(sql: Executor, idHash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select id_hash as "idHash", subject, account, tokens, renew_at as "renewAt", used_at as "usedAt", ends_at as "endsAt"
    from session where id_hash = ${idHash} for update`;
  return row;
}

export async function updateTokens(
  sql: Executor,
  { idHash, tokens, renewAt }: Pick<SessionRow, 'idHash' | 'tokens' | 'renewAt'>,
): Promise<void> {
  await sql`update session set tokens = ${tokens}, renew_at = ${renewAt} where id_hash = ${idHash}`;
}

export async function markUsed(sql: Executor, idHash: Buffer, usedAt: Date): Promise<void> {
  await sql`update session set used_at = ${usedAt} where id_hash = ${idHash} and used_at < ${usedAt}`;
}

/** Answers whether there was one. */
export async function deleteSession(sql: Executor, idHash: Buffer): Promise<boolean> {
  const { count } = await sql`delete from session where id_hash = ${idHash}`;
  return count > 0;
}

/** Deletes what has ended by age or by idleness; answers how many. */
export async function deleteEndedSessions(sql: Executor, now: Date, usedBefore: Date): Promise<number> {
  const { count } = await sql`delete from session where ends_at <= ${now} or used_at <= ${usedBefore}`;
  return count;
}
