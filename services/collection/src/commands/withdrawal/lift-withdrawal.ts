import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { liftTombstones } from '../../store/withdrawal/tombstones.ts';
import { liftWithdrawalRow, lockWithdrawal } from '../../store/withdrawal/withdrawals.ts';

/**
 * Lifts an act of withdrawal: from now on a submission may publish its records again. Nothing is published by this itself,
 * for nothing is left to publish. Lifting twice is once. Throws `not_found`, or `precondition` while the records are still
 * on their way out.
 */
export async function liftWithdrawal(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  withdrawalId: string,
  { account, reason, authority }: { account: string; reason: string; authority: string },
): Promise<void> {
  const lifted = await sql.begin(async (tx) => {
    const withdrawal = await lockWithdrawal(tx, withdrawalId);
    if (!withdrawal)
      throw new ServiceError('not_found', '没有此撤回 (no such withdrawal)', { reason: 'no_such_withdrawal' });
    if (withdrawal.state === 'lifted') return false;
    if (withdrawal.state !== 'hidden') {
      throw new ServiceError('precondition', '该撤回尚未完成，不能解除 (not hidden yet)', { reason: 'not_hidden' });
    }
    const at = new Date(now());
    await liftTombstones(tx, withdrawalId, at);
    await liftWithdrawalRow(tx, withdrawalId, { account, reason, authority, at });
    const details = { reason, authority, records: withdrawal.records };
    await appendAudit(tx, { actor: account, act: 'lift_withdrawal', object: withdrawalId, details });
    return true;
  });
  if (lifted) events.actPerformed('lift_withdrawal', withdrawalId, account);
}
