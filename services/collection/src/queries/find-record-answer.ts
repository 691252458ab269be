import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import { pendingAnswer, type RecordAnswer } from '../domain/record-outcome.ts';
import { findRecordRequest } from '../store/submission/record-requests.ts';
import { readRecordAnswers } from './read-record-answers.ts';

/**
 * What has become of the record that an account sent with a key before; undefined where the key is new. Throws `unprocessable` where it
 * came with another record.
 */
export async function findRecordAnswer(
  context: Pick<Context, 'sql'>,
  account: string,
  request: { idempotencyKey: string; requestHash: Buffer },
): Promise<RecordAnswer | undefined> {
  const known = await findRecordRequest(context.sql, account, request.idempotencyKey);
  if (!known) return undefined;
  const { submissionId, row } = known;
  if (!known.requestHash.equals(request.requestHash)) {
    const message = '该幂等键已用于另一条记录 (the idempotency key came with another record)';
    throw new ServiceError('unprocessable', message, {
      reason: 'idempotency_key_reused',
      details: { submissionId, row },
    });
  }
  const answerOf = await readRecordAnswers(context, submissionId);
  return answerOf?.(row) ?? pendingAnswer(submissionId, row);
}
