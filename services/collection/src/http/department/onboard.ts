import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import { onboardDepartment } from '../../commands/department/onboard-department.ts';
import type { Context } from '../../context.ts';
import { getDepartment } from '../../queries/department/get-department.ts';
import {
  AUTHENTICATION,
  BY_SECRET,
  CREDENTIALS,
  DEPARTMENT,
  DEPARTMENT_PATH,
  SIGNING_KEY_PEM,
  TERMS,
  toCredentialsJson,
  toDepartmentJson,
} from './schemas.ts';

/** POST /v1/departments */
export function onboard(app: HttpApp, context: Context): void {
  const schema = {
    summary: '登记提供部门 Onboard a department',
    description:
      '一次完成：账号、凭据、可提供的目录项与方式。密钥只在本次答复中显示。\n\n' +
      'One act: its account in the realm, its credentials, and what it may hand in and how. The secret is in this answer and ' +
      'nowhere else. `account` registers one that the realm has already, and gives no credentials. A department that was ' +
      'revoked begins anew.',
    body: Type.Object(
      {
        uscc: DEPARTMENT_PATH.properties.uscc,
        ...TERMS,
        signatureRequired: Type.Optional(TERMS.signatureRequired),
        signingKey: Type.Optional(SIGNING_KEY_PEM),
        authentication: AUTHENTICATION,
        account: Type.Optional(
          Type.String({
            pattern: '^department-[a-z0-9-]{1,64}$',
            description: '已有账号 An account of the department that the realm has already',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    response: {
      201: Type.Object({ department: DEPARTMENT, credentials: Type.Union([CREDENTIALS, Type.Null()]) }),
    },
  };
  app.post('/v1/departments', { schema, config: { access: ADMINISTRATORS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { uscc, authentication = BY_SECRET, account, signingKey, signatureRequired = false, ...terms } = request.body;
    const wanted = account === undefined ? { authentication } : { account };
    const act = { actor: request.caller.account, wanted, signingKey };
    const credentials = await onboardDepartment(context, uscc, { ...terms, signatureRequired }, act);
    reply.header('location', `/v1/departments/${uscc}`).header('cache-control', 'no-store').code(201);
    return {
      department: toDepartmentJson(await getDepartment(context, uscc)),
      credentials: credentials ? toCredentialsJson(credentials) : null,
    };
  });
}
