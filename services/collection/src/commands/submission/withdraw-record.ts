import { parseRecordId } from '@necips/domain';
import { appendAudit, appendToFeed, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { insertSignature, type SubmissionSignature } from '../../store/submission/submission-signature.ts';
import { readAway } from '../../store/transfer-out/transfer-records.ts';
import { readShown } from '../../store/version/removals.ts';
import { formatOf, submitRemoval } from './submit-removal.ts';
import { verifyWithdrawalSignature, type WithdrawalRequest } from './verify-withdrawal-signature.ts';

/**
 * Withdraws one record at the word of the department that produced it (谁产生、谁负责, M§12), as a submission of one row that says
 * why and can be taken back. It is not a lawful withdrawal: its content stays until its time is over, and the department may hand the
 * record in again. Throws `not_found` where the node shows no such record, `forbidden` where another department produced it,
 * `unprocessable` for a signature that is wrong, or missing where the department must sign.
 */
export async function withdrawRecord(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'restoration'>,
  request: WithdrawalRequest,
): Promise<{ submissionId: string }> {
  context.restoration.requireDone();
  const signed = await verifyWithdrawalSignature(context, request);
  const submissionId = await appendToFeed(context.sql, RECORD_FEED, (tx) => withdraw(context, tx, request, signed));
  context.events.actPerformed('withdraw_record', submissionId, request.provider.account);
  context.events.submissionEnded(submissionId, 'completed');
  return { submissionId };
}

async function withdraw(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  { recordId, provider, reason, way }: WithdrawalRequest,
  signed: SubmissionSignature | undefined,
): Promise<string> {
  const identity = parseRecordId(recordId);
  const [shown] = identity ? await readShown(tx, [recordId]) : [];
  // What another province has recorded is taken back there.
  const [away] = identity && !shown ? await readAway(tx, [recordId]) : [];
  const found = shown ? { department: shown.department, format: formatOf(shown.head) } : away;
  if (!identity || !found) {
    throw new ServiceError('not_found', '没有此记录，或已不再公示 (no such record is shown)', {
      reason: 'no_such_record',
    });
  }
  const { department } = provider;
  if (found.department !== department) {
    throw new ServiceError('forbidden', '该记录由其他部门产生 (another department produced the record)', {
      reason: 'other_department_record',
    });
  }
  const removal = {
    recordId,
    item: identity.item,
    format: found.format,
    way,
    provider,
    reason,
  } as const;
  const { submissionId } = await submitRemoval(context, tx, removal, { owner: department });
  if (signed) await insertSignature(tx, submissionId, signed);
  // The reason stands with the submission: this log is kept for good and must not say whom it was about.
  await appendAudit(tx, { actor: provider.account, act: 'withdraw_record', object: submissionId });
  return submissionId;
}
