import type { HttpApp } from '@necips/runtime';
import { checkOperator, OPERATORS } from '../access.ts';
import { cancelSubmission } from '../commands/submission/cancel-submission.ts';
import type { Context } from '../context.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { SUBMISSION, SUBMISSION_PATH, toSubmissionJson } from './schemas.ts';

/** POST /v1/submissions/{submissionId}/cancel */
export function cancel(app: HttpApp, context: Context): void {
  const schema = {
    summary: '取消批次 Cancel a submission that has not ended',
    description: '已记录的内容随后撤销。 What it has recorded by then is undone.',
    params: SUBMISSION_PATH,
    response: { 200: SUBMISSION },
  };
  app.post('/v1/submissions/:submissionId/cancel', { schema, config: { access: OPERATORS } }, async (request) => {
    const submission = await getSubmission(context, request.params.submissionId);
    checkOperator(request.caller, context.node, submission);
    await cancelSubmission(context, submission.submissionId, request.caller.account);
    return toSubmissionJson(await getSubmission(context, submission.submissionId));
  });
}
