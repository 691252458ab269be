import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { providerOf } from '../access.ts';
import { withdrawRecord } from '../commands/submission/withdraw-record.ts';
import type { Context } from '../context.ts';
import { toSubmissionMessage } from '../messages.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { reasonOf } from './reason-and-authority.ts';

const RECORD_ID_CHARACTERS_MAX = 400;

/** Withdraws a record at the word of the department that produced it. */
export function withdrawRecordRpc(context: Context) {
  return async (
    request: necips.submission.v1.IWithdrawRecordRequest,
    call: Call,
  ): Promise<necips.submission.v1.IWithdrawRecordResponse> => {
    const provider = providerOf(call.caller, context.node);
    const recordId = request.recordId ?? '';
    if (recordId.length > RECORD_ID_CHARACTERS_MAX)
      throw new ServiceError('invalid', '记录标识过长 (the record id is too long)', { reason: 'bad_record_id' });
    const { submissionId } = await withdrawRecord(context, {
      recordId,
      provider,
      reason: reasonOf(request),
      way: 'interface',
      signature: request.signature || undefined,
    });
    return { submission: toSubmissionMessage(await getSubmission(context, submissionId)) };
  };
}
