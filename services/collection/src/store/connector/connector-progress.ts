import type { Executor, Transaction } from '@necips/runtime';
import type { SourceTypes } from '../../domain/connector/source-query.ts';

/**
 * Takes the connector whose turn has come, of several processes one, and puts its next turn off to `until`: when the process dies, it
 * is pulled again then. Undefined where none is due.
 */
export async function takeDueConnector(
  sql: Executor,
  { now, until }: { now: Date; until: Date },
): Promise<string | undefined> {
  const [taken] = await sql<{ id: string }[]>`
    update connector set next_at = ${until} where id = (
      select id from connector where state = 'running' and next_at <= ${now} order by next_at limit 1 for update skip locked
    ) returning id`;
  return taken?.id;
}

/** How many submissions of an account wait to be recorded. */
export async function countWaiting(sql: Executor, account: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from submission where state in ('received', 'processing') and account = ${account}`;
  return row?.count ?? 0;
}

/** Which of these rows were handed in already; digests in hexadecimal. */
export async function findHandedIn(sql: Executor, connectorId: string, digests: string[]): Promise<Set<string>> {
  const rows = await sql<{ digest: string }[]>`
    select encode(digest, 'hex') as digest from connector_row
    where connector_id = ${connectorId} and digest in (select decode(each, 'hex') from unnest(${digests}::text[]) each)`;
  return new Set(rows.map(({ digest }) => digest));
}

/** Notes rows that were handed in, as far as they will be read again, which are those from a watermark on; forgets the others. */
export async function noteHandedIn(
  tx: Transaction,
  connectorId: string,
  rows: readonly { digest: string; watermark: string }[],
  { from, type }: { from: string; type: SourceTypes['watermark'] },
): Promise<void> {
  const cast = tx.unsafe(type);
  await tx`
    delete from connector_row where connector_id = ${connectorId} and watermark::${cast} < ${from}::text::${cast}`;
  const [digests, watermarks] = [rows.map(({ digest }) => digest), rows.map(({ watermark }) => watermark)];
  await tx`
    insert into connector_row (connector_id, digest, watermark)
    select ${connectorId}, decode(digest, 'hex'), watermark
    from unnest(${digests}::text[], ${watermarks}::text[]) row (digest, watermark)
    where watermark::${cast} >= ${from}::text::${cast} on conflict do nothing`;
}

/** Forgets all of them: everything is read again. */
export async function forgetHandedIn(tx: Transaction, connectorId: string): Promise<void> {
  await tx`delete from connector_row where connector_id = ${connectorId}`;
}

/** Notes how far a connector has come, unless somebody has acted on it since `revision`; whether it did. */
export async function noteProgress(
  sql: Executor,
  { connectorId, revision }: { connectorId: string; revision: number },
  progress: Partial<ConnectorProgress>,
): Promise<boolean> {
  const { rows = 0, ...set } = progress;
  const { count } = await sql`
    update connector set rows = rows + ${rows}, ${sql(set as Record<string, never>)}
    where id = ${connectorId} and revision = ${revision} and state = 'running'`;
  return count === 1;
}

/** What pulling a connector sets. */
export interface ConnectorProgress {
  state: 'running' | 'stopped';
  reason: string;
  explanation: string;
  failures: number;
  next_at: Date;
  pulled_at: Date;
  /** Is added. */
  rows: number;
  place_watermark: string;
  place_key_sealed: Buffer;
  settled: string | null;
}
