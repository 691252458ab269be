import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import { changeDepartment } from '../../commands/department/change-department.ts';
import type { Context } from '../../context.ts';
import { getDepartment } from '../../queries/department/get-department.ts';
import { DEPARTMENT, DEPARTMENT_PATH, TERMS, toDepartmentJson } from './schemas.ts';

/** PATCH /v1/departments/{uscc} */
export function change(app: HttpApp, context: Context): void {
  const schema = {
    summary: '变更提供部门 Change what a department may hand in',
    description: '未写明的不变，自下一批次起适用。 What is left out stays; it applies to submissions from now on.',
    params: DEPARTMENT_PATH,
    body: Type.Partial(Type.Object(TERMS), { additionalProperties: false, minProperties: 1 }),
    response: { 200: DEPARTMENT },
  };
  app.patch('/v1/departments/:uscc', { schema, config: { access: ADMINISTRATORS } }, async (request) => {
    checkNode(request.caller, context.node);
    const { uscc } = request.params;
    await changeDepartment(context, uscc, { actor: request.caller.account, changes: request.body });
    return toDepartmentJson(await getDepartment(context, uscc));
  });
}
