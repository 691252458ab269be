import type { Executor, Sql, Transaction } from '@necips/runtime';

/** A message that was not applied, as much of it as is kept. */
export interface QuarantinedMessage {
  topic: string;
  partition: number;
  offset: number;
  reason: string;
  detail: string;
  /** The message, cut at the named limit. */
  bytes: Uint8Array;
  /** Length of the whole message. */
  bytesTotal: number;
}

/** A message to be kept. */
export interface NewQuarantined extends QuarantinedMessage {
  /** SHA-256 of the whole message: at one place of a topic that was made anew there may be several. */
  digest: Uint8Array;
}

/**
 * Keeps messages of one node, the newest `messagesMax`, so that a flood of garbage stays bounded. A message handed over
 * again after a crash is kept once.
 */
export async function insertQuarantined(
  sql: Sql,
  node: string,
  messages: readonly NewQuarantined[],
  messagesMax: number,
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      insert into quarantine (node, topic, partition, message_offset, reason, detail, bytes, bytes_total, digest, at)
      select ${node}, topic, partition, message_offset, reason, detail, decode(bytes, 'hex'), bytes_total,
        decode(digest, 'hex'), now() from unnest(
        ${messages.map(({ topic }) => topic)}::text[], ${messages.map(({ partition }) => partition)}::integer[],
        ${messages.map(({ offset }) => offset)}::bigint[], ${messages.map(({ reason }) => reason)}::text[],
        ${messages.map(({ detail }) => detail)}::text[], ${messages.map(({ bytes }) => Buffer.from(bytes).toString('hex'))}::text[],
        ${messages.map(({ bytesTotal }) => bytesTotal)}::integer[],
        ${messages.map(({ digest }) => Buffer.from(digest).toString('hex'))}::text[])
        as message (topic, partition, message_offset, reason, detail, bytes, bytes_total, digest)
      on conflict (topic, partition, message_offset, digest) do nothing`;
    await tx`
      delete from quarantine where node = ${node} and id <=
        (select id from quarantine where node = ${node} order by id desc offset ${messagesMax} limit 1)`;
  });
}

/**
 * Erases what quarantine holds of messages that speak of withdrawn records. Their leaves bear the pseudonym in plain bytes, and stand
 * before the content; that such a message came, from where and how long it was, stays.
 */
export async function eraseFromQuarantine(tx: Transaction, node: string, pseudonyms: readonly string[]): Promise<void> {
  if (pseudonyms.length === 0) return;
  await tx`
    update quarantine set bytes = '', detail = '' where node = ${node} and length(bytes) > 0 and exists (
      select from unnest(${pseudonyms.map((text) => text.replaceAll('-', ''))}::text[]) as withdrawn (pseudonym)
      where position(decode(pseudonym, 'hex') in bytes) > 0)`;
}

/** A message in quarantine by its id, locked against others who act on it. */
export async function lockQuarantined(tx: Transaction, id: number): Promise<KeptMessage | undefined> {
  const [row] = await tx<KeptMessage[]>`select ${columns(tx)} from quarantine where id = ${id} for update`;
  return row;
}

/** Ids of a node's messages that are kept whole and were not given in again with success, the oldest first. */
export async function listReplayable(sql: Executor, node: string, limit: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from quarantine where node = ${node} and length(bytes) = bytes_total
      and (outcome is null or outcome like 'refused%' or outcome = 'beyond_gap')
    order by id limit ${limit}`;
  return rows.map(({ id }) => id);
}

/** Notes what became of a message that was given in again. */
export async function updateReplayed(sql: Executor, id: number, outcome: string): Promise<void> {
  await sql`update quarantine set replayed_at = now(), outcome = ${outcome} where id = ${id}`;
}

/** Forgets a message. */
export async function deleteQuarantined(tx: Transaction, id: number): Promise<void> {
  await tx`delete from quarantine where id = ${id}`;
}

/** A quarantined message with its id. */
export interface KeptMessage extends QuarantinedMessage {
  id: number;
  node: string;
}

function columns(sql: Executor) {
  return sql`id, node, topic, partition, message_offset as "offset", reason, detail, bytes, bytes_total as "bytesTotal"`;
}

/** Deletes messages that are older than allowed; returns the nodes that they came from. */
export async function deleteOldQuarantined(tx: Transaction, keepMs: number): Promise<string[]> {
  const rows = await tx<{ node: string }[]>`
    delete from quarantine where at < now() - make_interval(secs => ${keepMs / 1_000}) returning node`;
  return [...new Set(rows.map(({ node }) => node))].sort();
}
