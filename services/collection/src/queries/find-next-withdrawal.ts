import type { Context } from '../context.ts';
import { findUnfinishedWithdrawal } from '../store/withdrawal/withdrawals.ts';

/** The oldest act of withdrawal whose batch is still being walked over. */
export async function findNextWithdrawal({ sql }: Pick<Context, 'sql'>): Promise<string | undefined> {
  return await findUnfinishedWithdrawal(sql);
}
