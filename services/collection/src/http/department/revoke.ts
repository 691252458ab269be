import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import { revokeDepartment } from '../../commands/department/revoke-department.ts';
import type { Context } from '../../context.ts';
import { getDepartment } from '../../queries/department/get-department.ts';
import { DEPARTMENT, DEPARTMENT_PATH, REASON, toDepartmentJson } from './schemas.ts';

/** POST /v1/departments/{uscc}/revoke */
export function revoke(app: HttpApp, context: Context): void {
  const schema = {
    summary: '停用提供部门 Revoke a department',
    description:
      '立即生效：上传中的批次作废，待处理的批次取消，已公示的内容不变。\n\n' +
      'At once: uploads under way become incomplete, submissions that wait are cancelled, one that is being recorded goes on ' +
      'to its end. What was published stays.',
    params: DEPARTMENT_PATH,
    body: Type.Object({ reason: REASON }, { additionalProperties: false }),
    response: { 200: DEPARTMENT },
  };
  app.post('/v1/departments/:uscc/revoke', { schema, config: { access: ADMINISTRATORS } }, async (request) => {
    checkNode(request.caller, context.node);
    const { uscc } = request.params;
    await revokeDepartment(context, uscc, { actor: request.caller.account, reason: request.body.reason });
    return toDepartmentJson(await getDepartment(context, uscc));
  });
}
