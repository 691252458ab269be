import type { necips } from '@necips/proto';
import type { Call } from '@necips/runtime';
import { checkNode } from '../access.ts';
import { liftWithdrawal } from '../commands/withdrawal/lift-withdrawal.ts';
import type { Context } from '../context.ts';
import { toWithdrawalMessage } from '../messages.ts';
import { getWithdrawal } from '../queries/get-withdrawal.ts';
import { reasonAndAuthority } from './reason-and-authority.ts';

/** Lets later submissions publish the records of an act again. */
export function liftWithdrawalRpc(context: Context) {
  return async (
    request: necips.withdrawal.v1.ILiftWithdrawalRequest,
    call: Call,
  ): Promise<necips.withdrawal.v1.ILiftWithdrawalResponse> => {
    const { account } = call.caller;
    checkNode(call.caller, context.node);
    const { withdrawalId } = await getWithdrawal(context, request.withdrawalId ?? '');
    await liftWithdrawal(context, withdrawalId, { account, ...reasonAndAuthority(request) });
    return { withdrawal: toWithdrawalMessage(await getWithdrawal(context, withdrawalId)) };
  };
}
