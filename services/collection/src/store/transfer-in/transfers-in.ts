import type { Executor, Transaction } from '@necips/runtime';
import type { ArrivedTransfer, TransferFate, TransferState } from '../../domain/transfer-in/arrived-transfer.ts';

/** A transfer that has come before, locked. */
export async function lockTransferIn(
  tx: Transaction,
  { from, transferId }: Pick<ArrivedTransfer, 'from' | 'transferId'>,
): Promise<KnownTransfer | undefined> {
  const [row] = await tx<KnownTransfer[]>`
    select state, submission_id as "submissionId", received_at as "receivedAt" from transfer_in
    where from_node = ${from} and transfer_id = ${transferId} for update`;
  return row;
}

export interface KnownTransfer {
  state: TransferState;
  submissionId: string | null;
  receivedAt: Date;
}

/** Asks for one more answer about a transfer that came again. */
export async function askAnswer(
  tx: Transaction,
  { from, transferId }: Pick<ArrivedTransfer, 'from' | 'transferId'>,
): Promise<void> {
  await tx`
    update transfer_in set answers_due = answers_due + 1 where from_node = ${from} and transfer_id = ${transferId}`;
}

/** The newest version that came of a sender's record and was taken: recorded, waiting for its subject, or a taking back; shown or not. */
export async function findNewestTaken(
  tx: Transaction,
  { from, recordKey }: Pick<ArrivedTransfer, 'from' | 'recordKey'>,
): Promise<TakenVersion | undefined> {
  const [row] = await tx<TakenVersion[]>`
    select version, state, taken_back as "takenBack", record_id as "recordId", record_version as "recordVersion"
    from transfer_in
    where from_node = ${from} and record_key = ${recordKey}
      and (state in ('recorded', 'published', 'given_back', 'withdrawn') or state = 'deferred' and submission_id is not null)
    order by version desc limit 1`;
  return row;
}

export interface TakenVersion {
  version: number;
  state: TransferState;
  takenBack: boolean;
  recordId: string | null;
  recordVersion: number | null;
}

/** The identities here under which a sender's record was taken. */
export async function findRecordIdsOf(
  tx: Transaction,
  { from, recordKey }: Pick<ArrivedTransfer, 'from' | 'recordKey'>,
): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select distinct record_id as "recordId" from transfer_in
    where from_node = ${from} and record_key = ${recordKey} and record_id is not null`;
  return rows.map(({ recordId }) => recordId);
}

/** Notes what has become of a transfer, and that its sender is to be told. */
export async function putTransferIn(
  tx: Transaction,
  transfer: ArrivedTransfer,
  fate: TransferFate,
  at: Date,
): Promise<void> {
  const { from, transferId, recordKey, version, takenBack, item } = transfer;
  const { state, reason, explanation, submissionId, recordId, recordVersion, feedSequence } = fate;
  await tx`
    insert into transfer_in as known (from_node, transfer_id, record_key, version, taken_back, item, state, reason, explanation,
      submission_id, record_id, record_version, feed_sequence, received_at, state_at, answers_due, answers_sent)
    values (${from}, ${transferId}, ${recordKey}, ${version}, ${takenBack}, ${item}, ${state}, ${reason}, ${explanation},
      ${submissionId}, ${recordId}, ${recordVersion}, ${feedSequence}, ${at}, ${at}, 1, 0)
    on conflict (from_node, transfer_id) do update set state = excluded.state, reason = excluded.reason,
      explanation = excluded.explanation, submission_id = excluded.submission_id, record_id = excluded.record_id,
      record_version = excluded.record_version, feed_sequence = excluded.feed_sequence, state_at = excluded.state_at,
      answers_due = known.answers_due + 1`;
}

/** Settles what waits of the older versions of a sender's record, but for those that are one row with the newer one. */
export async function supersedeOlder(
  tx: Transaction,
  { from, recordKey, version }: Pick<ArrivedTransfer, 'from' | 'recordKey' | 'version'>,
  { reason, explanation, submissionId }: Pick<TransferFate, 'reason' | 'explanation' | 'submissionId'>,
  at: Date,
): Promise<void> {
  await tx`
    update transfer_in set state = 'refused', reason = ${reason}, explanation = ${explanation}, state_at = ${at},
      answers_due = answers_due + 1
    where from_node = ${from} and record_key = ${recordKey} and version < ${version} and state = 'deferred'
      and (submission_id is null or submission_id is distinct from ${submissionId})`;
}

/** Whether a department is, or was, one of this node. */
export async function isOwnDepartment(sql: Executor, uscc: string): Promise<boolean> {
  const rows = await sql`select from department where uscc = ${uscc}`;
  return rows.length > 0;
}
