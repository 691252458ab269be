import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { RealmAccounts } from '../../identity/realm-accounts.ts';

/** The realm's accounts. Throws `precondition` where the service is not configured to administer them. */
export function requireAccounts({ accounts }: Pick<Context, 'accounts'>): RealmAccounts {
  if (accounts) return accounts;
  const message = '未配置认证系统的管理账号 (COLLECTION_IDENTITY_CLIENT_ID and _SECRET are not set)';
  throw new ServiceError('precondition', message, { reason: 'no_identity_administration' });
}
