import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkReader, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { getSubmission } from '../queries/get-submission.ts';
import { listRowErrors } from '../queries/list-row-errors.ts';
import { CURSOR, NEXT, ROW_ERROR, SUBMISSION_PATH } from './schemas.ts';

/** GET /v1/submissions/{submissionId}/errors */
export function listRowErrorsRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '行错误报告 Row-error report, in row order',
    params: SUBMISSION_PATH,
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(ROW_ERROR), next: NEXT }) },
  };
  app.get('/v1/submissions/:submissionId/errors', { schema, config: { access: READERS } }, async (request) => {
    const submission = await getSubmission(context, request.params.submissionId);
    checkReader(request.caller, context.node, submission);
    const { limit, cursor } = request.query;
    return await listRowErrors(context, { submissionId: submission.submissionId, limit, cursor });
  });
}
