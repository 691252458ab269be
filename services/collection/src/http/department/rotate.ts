import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import { rotateCredentials } from '../../commands/department/rotate-credentials.ts';
import type { Context } from '../../context.ts';
import { AUTHENTICATION, BY_SECRET, CREDENTIALS, DEPARTMENT_PATH, toCredentialsJson } from './schemas.ts';

/** POST /v1/departments/{uscc}/rotate */
export function rotate(app: HttpApp, context: Context): void {
  const schema = {
    summary: '更换凭据 Give an account new credentials',
    description:
      '原凭据及以其取得的令牌随即失效。 The old credentials and the tokens that were had by them end. A token of the same second ' +
      'cannot be told apart and stays good until it expires.',
    params: DEPARTMENT_PATH,
    body: Type.Object(
      {
        authentication: AUTHENTICATION,
        account: Type.Optional(
          Type.String({
            maxLength: 100,
            description: '账号；只有一个时可省略 Account; may be left out where there is one',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    response: { 200: CREDENTIALS },
  };
  app.post('/v1/departments/:uscc/rotate', { schema, config: { access: ADMINISTRATORS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { authentication = BY_SECRET, account } = request.body;
    const { uscc } = request.params;
    reply.header('cache-control', 'no-store');
    return toCredentialsJson(
      await rotateCredentials(context, uscc, { actor: request.caller.account, account, authentication }),
    );
  });
}
