import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { listSubmissions } from '../queries/list-submissions.ts';
import { CURSOR, NEXT, STATE, SUBMISSION, toSubmissionJson } from './schemas.ts';

/** GET /v1/submissions */
export function listSubmissionsRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '批次列表 Submissions, newest first',
    description: '部门只见本部门的批次。 A department sees its own.',
    querystring: Type.Object({
      state: Type.Optional(STATE),
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(SUBMISSION), next: NEXT }) },
  };
  app.get('/v1/submissions', { schema, config: { access: READERS } }, async (request) => {
    const { state, limit, cursor } = request.query;
    const department = departmentSeenBy(request.caller, context.node);
    const page = await listSubmissions(context, { department, state, limit, cursor });
    return { items: page.items.map(toSubmissionJson), next: page.next };
  });
}
