import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkNode } from '../access.ts';
import { acknowledgeWithdrawals } from '../commands/withdrawal/acknowledge-withdrawals.ts';
import type { Context } from '../context.ts';

/** Notes how far the feed's reader no longer shows what was withdrawn. */
export function acknowledgeWithdrawalsRpc(context: Context) {
  return async (
    { incarnation, sequence }: necips.feed.v1.IAcknowledgeWithdrawalsRequest,
    { caller }: Call,
  ): Promise<necips.feed.v1.IAcknowledgeWithdrawalsResponse> => {
    checkNode(caller, context.node);
    const said = { incarnation: incarnation ?? '', sequence: sequence ?? 0, account: caller.account };
    await acknowledgeWithdrawals(context, said);
    return {};
  };
}
