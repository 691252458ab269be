import type { HttpApp } from '@necips/runtime';
import { ADMINISTRATORS, checkNode } from '../access.ts';
import { retrySubmission } from '../commands/submission/retry-submission.ts';
import type { Context } from '../context.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { SUBMISSION, SUBMISSION_PATH, toSubmissionJson } from './schemas.ts';

/** POST /v1/submissions/{submissionId}/retry */
export function retry(app: HttpApp, context: Context): void {
  const schema = {
    summary: '重试失败的批次 Let a failed submission go on where it stopped',
    params: SUBMISSION_PATH,
    response: { 200: SUBMISSION },
  };
  app.post('/v1/submissions/:submissionId/retry', { schema, config: { access: ADMINISTRATORS } }, async (request) => {
    checkNode(request.caller, context.node);
    const { submissionId } = await getSubmission(context, request.params.submissionId);
    await retrySubmission(context, submissionId, request.caller.account);
    return toSubmissionJson(await getSubmission(context, submissionId));
  });
}
