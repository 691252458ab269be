import { randomUUID } from 'node:crypto';
import { appendAudit, appendToFeed, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { lockSubmission } from '../../store/submission/submission-rows.ts';
import { findRecorded } from '../../store/version/withdraw-versions.ts';
import { findTombstones } from '../../store/withdrawal/tombstones.ts';
import { findWithdrawalByKey, insertWithdrawal } from '../../store/withdrawal/withdrawals.ts';
import { checkTombstoneKey } from './check-tombstone-key.ts';
import { withdrawRecords } from './withdraw-records.ts';

/** What is to be withdrawn: records by name, or all that a batch has recorded. */
export type WithdrawalTarget = { recordIds: readonly string[] } | { submissionId: string };

export interface WithdrawalRequest {
  target: WithdrawalTarget;
  account: string;
  /** 1–500 characters. */
  reason: string;
  /** The document or provision that it rests on (依据), 1–200 characters. */
  authority: string;
  idempotencyKey: string | undefined;
}

/**
 * Ends the publicity of records by law (依法撤回公示). Records that are named are withdrawn and erased in this transaction; for a
 * batch the act is made durable, and the worker walks over its records in blocks. Throws `not_found` for an unknown record or
 * batch, `precondition` for a batch that has not ended, `unprocessable` where the idempotency key came with another request
 * or the reason names a record. Nothing is done then.
 */
export async function withdrawLawfully(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'tombstones' | 'restoration' | 'wakeWithdrawer'>,
  request: WithdrawalRequest,
): Promise<{ withdrawalId: string; repeated: boolean }> {
  context.restoration.requireDone();
  requireNamelessReason(request);
  const act = await appendToFeed(context.sql, RECORD_FEED, (tx) => perform(context, tx, request));
  if (!act.repeated) {
    context.events.actPerformed('withdraw_lawfully', act.withdrawalId, request.account);
    context.events.recordsWithdrawn(act.counts);
  }
  if ('submissionId' in request.target) context.wakeWithdrawer();
  return act;
}

async function perform(
  context: Pick<Context, 'now' | 'tombstones'>,
  tx: Transaction,
  { target, account, reason, authority, idempotencyKey }: WithdrawalRequest,
) {
  const { tombstones, now } = context;
  await checkTombstoneKey(context, tx);
  const requestHash = tombstones.ofRequest(JSON.stringify([target, reason, authority]));
  const earlier = idempotencyKey && (await findWithdrawalByKey(tx, account, idempotencyKey));
  if (earlier) {
    if (earlier.requestHash && !earlier.requestHash.equals(requestHash)) throw keyReused(earlier.id);
    return { withdrawalId: earlier.id, repeated: true, counts: { records: 0, published: 0 } };
  }
  const withdrawalId = randomUUID();
  const recordIds = 'recordIds' in target ? [...new Set(target.recordIds)] : [];
  const submissionId = 'submissionId' in target ? target.submissionId : undefined;
  if (submissionId === undefined) await requireKnown(context, tx, recordIds);
  else await requireEnded(tx, submissionId);
  const requestedAt = new Date(now());
  await insertWithdrawal(tx, {
    id: withdrawalId,
    account,
    reason,
    authority,
    submissionId,
    idempotencyKey,
    requestHash,
    requestedAt,
  });
  const what = submissionId === undefined ? { records: recordIds.length } : { submission: submissionId };
  const details = { reason, authority, ...what };
  await appendAudit(tx, { actor: account, act: 'withdraw_lawfully', object: withdrawalId, details });
  const block = { recordIds, walkedSequence: 0, isLast: true };
  const counts =
    submissionId === undefined ? await withdrawRecords(context, tx, withdrawalId, block) : { records: 0, published: 0 };
  return { withdrawalId, repeated: false, counts };
}

/** The reason is kept for good, in the act and in the audit log, and so must not say whom it was about. */
function requireNamelessReason({ target, reason, authority }: WithdrawalRequest): void {
  if (!('recordIds' in target)) return;
  const names = target.recordIds.map((recordId) => recordId.slice(recordId.lastIndexOf('/') + 1));
  if (!names.some((name) => name !== '' && (reason.includes(name) || authority.includes(name)))) return;
  const message =
    '原因和依据将长期保存，不得写明所撤回的记录 (reason and authority are kept and must not name the record)';
  throw new ServiceError('unprocessable', message, { reason: 'reason_names_record' });
}

async function requireKnown(
  { tombstones }: Pick<Context, 'tombstones'>,
  tx: Transaction,
  recordIds: readonly string[],
): Promise<void> {
  const recorded = await findRecorded(tx, recordIds);
  const others = recordIds.filter((recordId) => !recorded.has(recordId));
  const withdrawn = await findTombstones(tx, others.map(tombstones.of));
  const unknown = others.filter((recordId) => !withdrawn.has(tombstones.of(recordId).toString('hex')));
  if (unknown.length === 0) return;
  throw new ServiceError('not_found', '没有此记录，未撤回任何记录 (no such record; nothing was withdrawn)', {
    reason: 'no_such_record',
    details: { recordIds: unknown },
  });
}

const ENDED = ['completed', 'taken_back', 'cancelled'];

async function requireEnded(tx: Transaction, submissionId: string): Promise<void> {
  const submission = await lockSubmission(tx, submissionId);
  if (!submission)
    throw new ServiceError('not_found', '没有此批次 (no such submission)', { reason: 'no_such_submission' });
  const { state } = submission;
  if (ENDED.includes(state)) return;
  const message = `该批次尚未结束，请先取消，当前状态 ${state} (the submission has not ended: cancel it first)`;
  throw new ServiceError('precondition', message, { reason: 'not_ended', details: { state } });
}

function keyReused(withdrawalId: string): ServiceError {
  return new ServiceError(
    'unprocessable',
    '该幂等键已用于另一次撤回 (the idempotency key came with another withdrawal)',
    {
      reason: 'idempotency_key_reused',
      details: { withdrawalId },
    },
  );
}
