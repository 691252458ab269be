import { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { providerOf } from '../access.ts';
import type { Context } from '../context.ts';
import type { RecordOutcome } from '../domain/record-outcome.ts';
import { requireJsonObject } from '../domain/single-record.ts';
import { toRowErrorMessage } from '../messages.ts';
import { getFormatInForce } from '../queries/get-format.ts';

const Outcomes = necips.submission.v1.RecordOutcome;

const OUTCOME_TO_MESSAGE = {
  accepted: Outcomes.RECORD_OUTCOME_ACCEPTED,
  unchanged: Outcomes.RECORD_OUTCOME_UNCHANGED,
  rejected: Outcomes.RECORD_OUTCOME_REJECTED,
  withheld: Outcomes.RECORD_OUTCOME_WITHHELD,
  held: Outcomes.RECORD_OUTCOME_HELD,
  transferred: Outcomes.RECORD_OUTCOME_TRANSFERRED,
  pending: Outcomes.RECORD_OUTCOME_PENDING,
} as const satisfies Record<RecordOutcome, number>;

/** Takes one record and answers what has become of it. */
export function submitRecordRpc(context: Context) {
  return async (
    request: necips.submission.v1.ISubmitRecordRequest,
    call: Call,
  ): Promise<necips.submission.v1.ISubmitRecordResponse> => {
    const provider = providerOf(call.caller, context.node);
    const idempotencyKey = request.idempotencyKey || undefined;
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,128}$/.test(idempotencyKey))
      throw new ServiceError('invalid', '幂等键无效 (bad idempotency key)', { reason: 'bad_idempotency_key' });
    if (Buffer.byteLength(request.record ?? '') > context.limits.rowBytesMax)
      throw new ServiceError('too_large', '记录过大 (the record is too large)', { reason: 'record_too_large' });
    const format = getFormatInForce(context, request.item ?? '');
    const record = requireJsonObject(request.record);
    const signature = request.signature ? { header: request.signature, body: Buffer.from(record) } : undefined;
    const answer = await context.records.submit({ provider, format, record, idempotencyKey, signature });
    return {
      ...answer,
      outcome: OUTCOME_TO_MESSAGE[answer.outcome],
      errors: answer.errors.map(toRowErrorMessage),
    };
  };
}
