import type { Executor, Transaction } from '@necips/runtime';
import type { HeldAnswer, HeldQuestion } from '../../domain/attribution/held-record.ts';

/** Held rows that are nobody's here and of which it is time to ask. */
export async function findDueQuestions(sql: Executor, now: Date, limit: number): Promise<HeldQuestion[]> {
  return await sql<HeldQuestion[]>`
    select locate_id as "locateId", uscc, registration_number as "registrationNumber", name from held_record
    where reason in ('unmatched', 'moved_out') and returned_at is null and ask_at <= ${now} order by ask_at limit ${limit}`;
}

/** Notes that they were asked; without an answer they are asked again after pauses that double up to the longest. */
export async function noteAsked(
  sql: Executor,
  locateIds: readonly string[],
  { now, pauseMs, pauseMsMax }: { now: Date; pauseMs: number; pauseMsMax: number },
): Promise<void> {
  await sql`
    update held_record set asks = least(asks + 1, 30),
      ask_at = ${now}::timestamptz + make_interval(secs => least(${pauseMs} * 2.0 ^ asks, ${pauseMsMax}) / 1000)
    where locate_id = any (${[...locateIds]}::text[]::uuid[])`;
}

/** Has held rows asked for at once: what the centre has said of them is known to be old. */
export async function askAgain(tx: Transaction, heldIds: readonly number[], at: Date): Promise<void> {
  if (heldIds.length === 0) return;
  await tx`update held_record set ask_at = ${at} where held_id = any (${[...heldIds]}::bigint[])`;
}

/** A held row whose enterprise is registered in another province. */
export interface ElsewhereRow {
  heldId: number;
  recordId: string;
  submissionId: string;
  row: number;
  /** USCC of the department that handed it in. */
  department: string;
  /** Six digits. */
  toNode: string;
  /** When that became known. */
  learnedAt: Date;
  /** Of both parts of its body. */
  bytes: number;
}

/**
 * Notes where the enterprises of held rows are registered, of each at most one answer; passed over is what waits no longer, and what a
 * later answer is known of. Returns those that another province is to have for sure: what came from one itself is never sent on.
 */
export async function noteLocated(
  tx: Transaction,
  answers: readonly HeldAnswer[],
  { node, askAt }: { node: string; askAt: Date },
): Promise<ElsewhereRow[]> {
  const rows = await tx<(ElsewhereRow & { isElsewhere: boolean })[]>`
    update held_record set located = outcome, located_node = node, located_by = found_by, located_at = told_at, asks = 0, ask_at = ${askAt}
    from unnest(
      ${answers.map(({ locateId }) => locateId)}::text[], ${answers.map(({ outcome }) => outcome)}::text[],
      ${answers.map((answer) => answer.node)}::text[], ${answers.map(({ foundBy }) => foundBy)}::text[],
      ${answers.map(({ at }) => at.toISOString())}::text[]::timestamptz[]
    ) as answer (locate, outcome, node, found_by, told_at), submission
    where locate_id = locate::uuid and (located_at is null or located_at <= told_at) and submission.id = submission_id
    returning held_id as "heldId", record_id as "recordId", submission_id as "submissionId", row_number as row, department,
      node as "toNode", told_at as "learnedAt", octet_length(public_part) + octet_length(restricted_part) as bytes,
      outcome = 'found' and node <> ${node} and found_by in ('credit_code', 'registration_number')
        and held_record.reason in ('unmatched', 'moved_out') and returned_at is null and undo_target is null and origin_node is null as "isElsewhere"`;
  return rows.flatMap(({ isElsewhere, ...row }) => (isElsewhere ? [row] : []));
}

/** Where the index has found the enterprise of a held row; null where it has not. */
export async function readLocatedNode(tx: Transaction, heldId: number): Promise<string | null> {
  const [row] = await tx<{ node: string | null }[]>`
    select located_node as node from held_record where held_id = ${heldId} and located = 'found'`;
  return row?.node ?? null;
}
