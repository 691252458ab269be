import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkReader } from '../access.ts';
import type { Context } from '../context.ts';
import { toSubmissionMessage } from '../messages.ts';
import { getSubmission } from '../queries/get-submission.ts';

/** One submission with its counts. */
export function getSubmissionRpc(context: Context) {
  return async (
    request: necips.submission.v1.IGetSubmissionRequest,
    call: Call,
  ): Promise<necips.submission.v1.IGetSubmissionResponse> => {
    const submission = await getSubmission(context, request.submissionId ?? '');
    checkReader(call.caller, context.node, submission);
    return { submission: toSubmissionMessage(submission) };
  };
}
