import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, HELD_WORKERS } from '../../access.ts';
import { transferHeld } from '../../commands/transfer-out/transfer-held.ts';
import type { Context } from '../../context.ts';
import { HELD_PATH, WHY } from '../held/schemas.ts';

/** POST /v1/held-records/{heldId}/transfer */
export function transferHeldRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '转送 Send a held row to the province where its enterprise is registered',
    description:
      '凭代码或注册号查到的自动转送；仅凭名称查到的、被拒后重新转送的，由经办人决定。 What was found by a code or number is sent by ' +
      'itself; what was found by its name alone, or was refused, is sent by an officer.',
    params: HELD_PATH,
    body: Type.Object(
      {
        node: Type.Optional(
          Type.String({
            pattern: '^\\d{6}$',
            description: '登记地节点，缺省为已查到的登记地 Node; where the index has found it, if absent',
          }),
        ),
        reason: WHY,
      },
      { additionalProperties: false },
    ),
    response: { 204: Type.Null() },
  };
  const config = { access: HELD_WORKERS };
  app.post('/v1/held-records/:heldId/transfer', { schema, config }, async ({ caller, params, body }, reply) => {
    checkNode(caller, context.node);
    const { node, reason } = body;
    await transferHeld(context, params.heldId, { account: caller.account, reason, node });
    return reply.code(204).send(null);
  });
}
