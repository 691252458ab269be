import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkDepartmentReader, DEPARTMENT_READERS, departmentSeenBy } from '../../access.ts';
import type { Context } from '../../context.ts';
import { getDepartment } from '../../queries/department/get-department.ts';
import { listDepartments } from '../../queries/department/list-departments.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { DEPARTMENT, DEPARTMENT_PATH, toDepartmentJson } from './schemas.ts';

const config = { access: DEPARTMENT_READERS };

/** GET /v1/departments and /v1/departments/{uscc} */
export function readDepartments(app: HttpApp, context: Context): void {
  const listSchema = {
    summary: '提供部门列表 Departments, by code',
    description: '部门只见本部门。 A department sees itself.',
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(DEPARTMENT), next: NEXT }) },
  };
  app.get('/v1/departments', { schema: listSchema, config }, async (request) => {
    const own = departmentSeenBy(request.caller, context.node);
    if (own !== undefined) return { items: [toDepartmentJson(await getDepartment(context, own))], next: null };
    const page = await listDepartments(context, { limit: request.query.limit, cursor: request.query.cursor });
    return { items: page.items.map(toDepartmentJson), next: page.next };
  });

  const schema = { summary: '提供部门 One department', params: DEPARTMENT_PATH, response: { 200: DEPARTMENT } };
  app.get('/v1/departments/:uscc', { schema, config }, async (request) => {
    const { uscc } = request.params;
    checkDepartmentReader(request.caller, context.node, uscc);
    return toDepartmentJson(await getDepartment(context, uscc));
  });
}
