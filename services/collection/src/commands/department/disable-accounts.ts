import type { Context } from '../../context.ts';
import { findDisabling, markDisabled } from '../../store/department/department-accounts.ts';

/** Disables in the realm the accounts of revoked departments. What fails is tried again by the sweep. */
export async function disableAccounts({ sql, accounts }: Pick<Context, 'sql' | 'accounts'>): Promise<void> {
  if (!accounts) return;
  for (const account of await findDisabling(sql)) {
    await accounts.disable(account);
    await markDisabled(sql, account);
  }
}
