import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, WITHDRAWERS } from '../access.ts';
import { liftWithdrawal } from '../commands/withdrawal/lift-withdrawal.ts';
import type { Context } from '../context.ts';
import { getWithdrawal } from '../queries/get-withdrawal.ts';
import { AUTHORITY, REASON, toWithdrawalJson, WITHDRAWAL, WITHDRAWAL_PATH } from './withdrawal-schemas.ts';

/** POST /v1/withdrawals/{withdrawalId}/lift */
export function liftWithdrawalRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '解除撤回 Let later submissions publish the records again',
    description:
      '不恢复任何内容；此后提交的批次可以重新公示。 Nothing is shown again by this: the content is gone. A later submission may publish it.',
    params: WITHDRAWAL_PATH,
    body: Type.Object({ reason: REASON, authority: AUTHORITY }, { additionalProperties: false }),
    response: { 200: WITHDRAWAL },
  };
  app.post('/v1/withdrawals/:withdrawalId/lift', { schema, config: { access: WITHDRAWERS } }, async (request) => {
    const { account } = request.caller;
    checkNode(request.caller, context.node);
    const { withdrawalId } = await getWithdrawal(context, request.params.withdrawalId);
    await liftWithdrawal(context, withdrawalId, { account, ...request.body });
    return toWithdrawalJson(await getWithdrawal(context, withdrawalId));
  });
}
