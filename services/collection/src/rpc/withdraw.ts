import type { necips } from '@necips/proto';
import { type Call, ServiceError } from '@necips/runtime';
import { checkNode } from '../access.ts';
import { type WithdrawalTarget, withdrawLawfully } from '../commands/withdrawal/withdraw-lawfully.ts';
import type { Context } from '../context.ts';
import { toWithdrawalMessage } from '../messages.ts';
import { awaitHidden } from '../queries/await-hidden.ts';
import { reasonAndAuthority } from './reason-and-authority.ts';

type Request = necips.withdrawal.v1.IWithdrawRequest;

/** Withdraws records lawfully, and waits a short time until they are hidden. */
export function withdraw(context: Context) {
  return async (request: Request, call: Call): Promise<necips.withdrawal.v1.IWithdrawResponse> => {
    checkNode(call.caller, context.node);
    const idempotencyKey = request.idempotencyKey || undefined;
    if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,128}$/.test(idempotencyKey))
      throw new ServiceError('invalid', '幂等键无效 (bad idempotency key)', { reason: 'bad_idempotency_key' });
    const { withdrawalId } = await withdrawLawfully(context, {
      target: targetOf(request, context.limits.withdrawalRecordsMax),
      account: call.caller.account,
      ...reasonAndAuthority(request),
      idempotencyKey,
    });
    return { withdrawal: toWithdrawalMessage(await awaitHidden(context, withdrawalId)) };
  };
}

function targetOf({ recordIds, submissionId }: Request, recordsMax: number): WithdrawalTarget {
  const named = recordIds ?? [];
  if (submissionId && named.length === 0) return { submissionId };
  if (!submissionId && named.length > 0 && named.length <= recordsMax) return { recordIds: named };
  const message = `请指定 1 至 ${recordsMax} 条记录，或一个批次 (name records or one submission)`;
  throw new ServiceError('invalid', message, { reason: 'bad_target' });
}
