import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { Withdrawal } from '../domain/withdrawal.ts';
import { findWithdrawal } from '../store/withdrawal/withdrawals.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One act of withdrawal. Throws `not_found`. */
export async function getWithdrawal({ sql }: Pick<Context, 'sql'>, withdrawalId: string): Promise<Withdrawal> {
  const withdrawal = UUID.test(withdrawalId) ? await findWithdrawal(sql, withdrawalId) : undefined;
  if (withdrawal) return withdrawal;
  throw new ServiceError('not_found', '没有此撤回 (no such withdrawal)', { reason: 'no_such_withdrawal' });
}
