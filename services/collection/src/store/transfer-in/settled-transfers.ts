import type { Transaction } from '@necips/runtime';

/** A transfer whose row no longer waits, and what became of that row. */
export interface SettledRow {
  number: number;
  submissionId: string;
  recordId: string;
  accepted: number;
  unchanged: number;
  withheld: number;
  isUndone: boolean;
  /** The row's line in the report, where it was rejected. */
  code: string | null;
  reason: string | null;
  /** What the record is now: withdrawn by law, or at that version. */
  isWithdrawn: boolean;
  recordVersion: number | null;
  feedSequence: number | null;
}

/** Transfers that wait for their subject by what is noted of them, while their row does not; locked. */
export async function lockSettled(tx: Transaction, limit: number): Promise<SettledRow[]> {
  return await tx<SettledRow[]>`
    select waiting.number, submission.id as "submissionId", waiting.record_id as "recordId", submission.accepted,
      submission.unchanged, submission.withheld, submission.undo_target is not null as "isUndone", report.code, report.reason,
      coalesce(current.is_withdrawn, false) as "isWithdrawn", current.version as "recordVersion", current.sequence as "feedSequence"
    from transfer_in waiting
    join submission on submission.id = waiting.submission_id
    left join lateral (
      select code, reason from row_error where row_error.submission_id = submission.id and not finding order by position limit 1
    ) report on true
    left join lateral (
      select version, sequence, withdrawal_id is not null as is_withdrawn from record_version
      where record_version.record_id = waiting.record_id
      order by version desc limit 1
    ) current on true
    where waiting.state = 'deferred' and submission.held = 0
    order by waiting.number limit ${limit} for update of waiting`;
}

/** A held row of another province's whose enterprise is registered with a third one. */
export interface StrayRow {
  heldId: number;
  /** Six digits of that node. */
  locatedNode: string;
}

/** Rows that came by transfer and, by what the centre says of their code or number, belong to another node than this one. */
export async function findStrays(tx: Transaction, node: string, limit: number): Promise<StrayRow[]> {
  return await tx<StrayRow[]>`
    select held.held_id as "heldId", held.located_node as "locatedNode"
    from transfer_in waiting
    join held_record held on held.submission_id = waiting.submission_id
    where waiting.state = 'deferred' and held.returned_at is null and held.located = 'found'
      and held.located_node <> ${node} and held.located_by in ('credit_code', 'registration_number')
    limit ${limit}`;
}

/** Notes what has become of transfers, and that their senders are to be told. */
export async function noteFates(tx: Transaction, fates: readonly NotedFate[], at: Date): Promise<void> {
  if (fates.length === 0) return;
  await tx`
    update transfer_in set state = fate.state, reason = fate.reason, explanation = fate.explanation,
      record_version = fate.record_version, feed_sequence = fate.feed_sequence, state_at = ${at}::timestamptz,
      answers_due = answers_due + 1
    from unnest(
      ${fates.map(({ number }) => number)}::bigint[], ${fates.map(({ state }) => state)}::text[],
      ${fates.map(({ reason }) => reason)}::text[], ${fates.map(({ explanation }) => explanation)}::text[],
      ${fates.map(({ recordVersion }) => recordVersion)}::bigint[], ${fates.map(({ feedSequence }) => feedSequence)}::bigint[]
    ) as fate (number, state, reason, explanation, record_version, feed_sequence)
    where transfer_in.number = fate.number`;
}

export interface NotedFate {
  number: number;
  state: string;
  reason: string;
  explanation: string;
  recordVersion: number | null;
  feedSequence: number | null;
}
