import type { Executor, Transaction } from '@necips/runtime';
import type { TransferState } from '../../domain/transfer-state.ts';

/** A record on its way, without its content. */
export interface JournalEntry {
  fromNode: string;
  transferId: string;
  toNode: string;
  item: string;
  /** SHA-256 of what it says, 32 bytes. */
  digest: Buffer;
}

/** What the journal has of a transfer; undefined where it never came. */
export async function findJournalled(
  tx: Transaction,
  fromNode: string,
  transferId: string,
): Promise<{ toNode: string; digest: Buffer } | undefined> {
  const [row] = await tx<{ toNode: string; digest: Buffer }[]>`
    select to_node as "toNode", digest from transfer where from_node = ${fromNode} and transfer_id = ${transferId}`;
  return row;
}

/** Notes a transfer that is carried on, or that it came again. What it has become stays, unless it was refused. */
export async function journalSent(tx: Transaction, entry: JournalEntry): Promise<void> {
  const { fromNode, transferId, toNode, item, digest } = entry;
  await tx`
    insert into transfer as known (from_node, transfer_id, to_node, item, digest, state, times_sent, first_sent_at, last_sent_at)
    values (${fromNode}, ${transferId}, ${toNode}, ${item}, ${digest}, 'sent', 1, now(), now())
    on conflict (from_node, transfer_id) do update set times_sent = known.times_sent + 1, last_sent_at = now(),
      state = case known.state when 'refused' then 'sent' else known.state end,
      reason = case known.state when 'refused' then null else known.reason end`;
}

/**
 * Notes what became of a transfer, where the journal knows that it went to that province; false where it does not. A late word changes
 * nothing that is further on.
 */
export async function journalAnswer(tx: Transaction, answer: JournalAnswer): Promise<boolean> {
  const { fromNode, transferId, toNode, state, reason } = answer;
  const rows = await tx`
    update transfer set state = ${state}, reason = ${reason ?? null}, answered_at = now()
    where from_node = ${fromNode} and transfer_id = ${transferId} and to_node = ${toNode}
      and not state = any (${furtherThan(state)}) returning 1`;
  if (rows.length === 1) return true;
  const known = await tx`
    select from transfer where from_node = ${fromNode} and transfer_id = ${transferId} and to_node = ${toNode}`;
  return known.length === 1;
}

/** The states that a late word does not put back; a refusal is about a repetition, and may come whenever. */
function furtherThan(state: TransferState): TransferState[] {
  const place = COURSE.indexOf(state);
  return place < 0 ? [] : COURSE.slice(place + 1);
}

const COURSE: TransferState[] = ['deferred', 'recorded', 'published', 'given_back', 'withdrawn'];

/** How many records wait for a province, counted up to `max`. */
export async function countWaiting(sql: Executor, toNode: string, max: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::integer as count from (
      select from transfer where to_node = ${toNode} and state in ('sent', 'deferred') limit ${max}) as waiting`;
  return row?.count ?? 0;
}

/** Forgets what neither came nor was answered for this long. */
export async function deleteOldTransfers(sql: Executor, keepMs: number): Promise<void> {
  const age = keepMs / 1_000;
  await sql`
    delete from transfer where last_sent_at < now() - make_interval(secs => ${age})
      and coalesce(answered_at, last_sent_at) < now() - make_interval(secs => ${age})`;
}

export interface JournalAnswer {
  fromNode: string;
  transferId: string;
  toNode: string;
  state: Exclude<TransferState, 'sent'>;
  reason?: string;
}
