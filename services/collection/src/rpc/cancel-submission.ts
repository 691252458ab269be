import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkOperator } from '../access.ts';
import { cancelSubmission } from '../commands/submission/cancel-submission.ts';
import type { Context } from '../context.ts';
import { toSubmissionMessage } from '../messages.ts';
import { getSubmission } from '../queries/get-submission.ts';

/** Stops a submission that has not ended. */
export function cancelSubmissionRpc(context: Context) {
  return async (
    request: necips.submission.v1.ICancelSubmissionRequest,
    call: Call,
  ): Promise<necips.submission.v1.ICancelSubmissionResponse> => {
    const submission = await getSubmission(context, request.submissionId ?? '');
    checkOperator(call.caller, context.node, submission);
    await cancelSubmission(context, submission.submissionId, call.caller.account);
    return { submission: toSubmissionMessage(await getSubmission(context, submission.submissionId)) };
  };
}
