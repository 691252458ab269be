import type { Caller, HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../access.ts';
import type { Context } from '../context.ts';
import type { SubmissionState, SubmissionWay } from '../domain/submission.ts';
import { listSubmissions, type SubmissionQuery } from '../queries/list-submissions.ts';
import { CURSOR, NEXT, STATE, SUBMISSION, toSubmissionJson, WAY } from './schemas.ts';

const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));

/** By what submissions are chosen. */
export const SUBMISSION_FILTERS = {
  state: Type.Optional(STATE),
  item: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: '资源目录项 Catalogue item' })),
  way: Type.Optional(WAY),
  from: day('接收起始日（含） First day on which it was received'),
  to: day('接收截止日（含） Last day on which it was received'),
  department: Type.Optional(
    Type.String({ pattern: '^[0-9A-Z]{18}$', description: '提供部门 Of one department; its own for a department' }),
  ),
};

/** GET /v1/submissions */
export function listSubmissionsRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '批次列表 Submissions, newest first',
    description: '部门只见本部门的批次。 A department sees its own.',
    querystring: Type.Object({
      ...SUBMISSION_FILTERS,
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(SUBMISSION), next: NEXT }) },
  };
  app.get('/v1/submissions', { schema, config: { access: READERS } }, async (request) => {
    const { limit, cursor, ...filters } = request.query;
    const query = queryOf(request.caller, context.node, filters);
    const page = await listSubmissions(context, { ...query, limit, cursor });
    return { items: page.items.map(toSubmissionJson), next: page.next };
  });
}

interface Filters {
  state?: SubmissionState;
  item?: string;
  way?: SubmissionWay;
  from?: string;
  to?: string;
  department?: string;
}

/** What a caller may see of what is asked for: a department always its own. */
export function queryOf(
  caller: Caller,
  node: string,
  { department, state, item, way, from, to }: Filters,
): SubmissionQuery {
  return { department: departmentSeenBy(caller, node) ?? department, state, item, way, from, to };
}
