import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { checkOperator } from '../access.ts';
import { takeBackSubmission } from '../commands/submission/take-back-submission.ts';
import type { Context } from '../context.ts';
import { toSubmissionMessage } from '../messages.ts';
import { getSubmission } from '../queries/get-submission.ts';

const REASON_CHARACTERS_MAX = 500;

/** Undoes a completed submission. */
export function takeBackSubmissionRpc(context: Context) {
  return async (
    request: necips.submission.v1.ITakeBackSubmissionRequest,
    call: Call,
  ): Promise<necips.submission.v1.ITakeBackSubmissionResponse> => {
    const { submissionId, reason } = { submissionId: request.submissionId ?? '', reason: request.reason ?? '' };
    if (reason.trim() === '' || reason.length > REASON_CHARACTERS_MAX) {
      throw new ServiceError('invalid', '请填写撤回原因，不超过 500 字 (a reason is needed)', { reason: 'bad_reason' });
    }
    const submission = await getSubmission(context, submissionId);
    checkOperator(call.caller, context.node, submission);
    await takeBackSubmission(context, submission.submissionId, { actor: call.caller.account, reason });
    return { submission: toSubmissionMessage(await getSubmission(context, submission.submissionId)) };
  };
}
