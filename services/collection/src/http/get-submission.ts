import type { HttpApp } from '@necips/runtime';
import { checkReader, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { SUBMISSION, SUBMISSION_PATH, toSubmissionJson } from './schemas.ts';

/** GET /v1/submissions/{submissionId} */
export function getSubmissionRoute(app: HttpApp, context: Context): void {
  const schema = { summary: '批次 One submission', params: SUBMISSION_PATH, response: { 200: SUBMISSION } };
  app.get('/v1/submissions/:submissionId', { schema, config: { access: READERS } }, async (request) => {
    const submission = await getSubmission(context, request.params.submissionId);
    checkReader(request.caller, context.node, submission);
    return toSubmissionJson(submission);
  });
}
