import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Authentication, Credentials } from '../../identity/realm-accounts.ts';
import { endEarlierTokens } from '../../store/department/department-accounts.ts';
import { requireAccounts } from './require-accounts.ts';
import { requireDepartment } from './require-department.ts';

/**
 * Gives an account of a department new credentials. The old ones, and the tokens that were had by them, end. `account` may be
 * left out where the department has one only. Throws `not_found`, `precondition`, `invalid` or `unavailable`.
 */
export async function rotateCredentials(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'accounts'>,
  uscc: string,
  { actor, account, authentication }: { actor: string; account: string | undefined; authentication: Authentication },
): Promise<Credentials> {
  const { sql, now, events } = context;
  const accounts = requireAccounts(context);
  const credentials = await sql.begin(async (tx) => {
    const department = await requireDepartment(tx, uscc);
    const rotated = account ?? (department.accounts.length === 1 ? department.accounts[0] : undefined);
    if (rotated === undefined || !department.accounts.includes(rotated)) {
      throw new ServiceError('not_found', '该部门没有此账号 (the department has no such account)', {
        reason: 'no_such_account',
        details: { accounts: department.accounts },
      });
    }
    const made = await accounts.rotate(rotated, authentication);
    await endEarlierTokens(tx, rotated, new Date(now()));
    const details = { account: rotated, method: authentication.method };
    await appendAudit(tx, { actor, act: 'rotate_department_credentials', object: uscc, details });
    return made;
  });
  events.actPerformed('rotate_department_credentials', uscc, actor);
  return credentials;
}
