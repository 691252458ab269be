import { parseUscc } from '@necips/domain';
import { appendAudit, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { DepartmentTerms } from '../../domain/department/department.ts';
import type { Authentication, Credentials } from '../../identity/realm-accounts.ts';
import { putAccount } from '../../store/department/department-accounts.ts';
import { lockDepartment, putDepartment } from '../../store/department/departments.ts';
import { requireAccounts } from './require-accounts.ts';
import { addSigningKey } from './signing-keys.ts';

/** The account that a department gets, or the one that it has in the realm already. */
export type WantedAccount = { authentication: Authentication } | { account: string };

/** Tokens of an account that was there before are good whenever they were issued. */
const EVER = new Date(0);

/**
 * Makes a department one that hands in records, by one act: its account in the node's realm, its credentials, and what it may
 * hand in. One that was revoked begins anew. The account is made before the transaction commits: what is left where that fails
 * opens no door, and the next attempt takes it over. Throws `conflict` where the department takes part already, `invalid` for a
 * bad code or key, `unavailable` while Keycloak is away.
 */
export async function onboardDepartment(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'accounts'>,
  uscc: string,
  terms: DepartmentTerms,
  { actor, wanted, signingKey }: { actor: string; wanted: WantedAccount; signingKey?: string | undefined },
): Promise<Credentials | undefined> {
  if (!parseUscc(uscc).ok) {
    throw new ServiceError('invalid', `不是有效的统一社会信用代码：${uscc} (bad USCC)`, { reason: 'bad_uscc' });
  }
  const credentials = await context.sql.begin(async (tx) => {
    // Two at once take turns, so that neither replaces the credentials that the other has given out.
    await tx`select pg_advisory_xact_lock(hashtextextended(${`department\n${uscc}`}, 0))`;
    const known = await lockDepartment(tx, uscc);
    if (known && !known.revokedAt) {
      throw new ServiceError('conflict', '该部门已登记 (the department is onboarded already)', {
        reason: 'already_onboarded',
      });
    }
    const { account, validFrom, credentials: made } = await takeAccount(context, { uscc, name: terms.name }, wanted);
    await putDepartment(tx, uscc, terms, { by: actor, at: new Date(context.now()) });
    await putAccount(tx, account, uscc, validFrom);
    if (signingKey !== undefined)
      await addSigningKey(tx, uscc, { actor, pem: signingKey, at: new Date(context.now()) });
    await audit(tx, { actor, uscc, terms, account });
    return made;
  });
  context.events.actPerformed('onboard_department', uscc, actor);
  return credentials;
}

/** The account that a department has where no other was there before. */
export function accountOf(uscc: string): string {
  return `department-${uscc.toLowerCase()}`;
}

async function takeAccount(
  context: Pick<Context, 'now' | 'accounts'>,
  department: { uscc: string; name: string },
  wanted: WantedAccount,
): Promise<{ account: string; validFrom: Date; credentials: Credentials | undefined }> {
  const accounts = requireAccounts(context);
  if ('account' in wanted) {
    const { account } = wanted;
    if ((await accounts.departmentOf(account)) === department.uscc) {
      return { account, validFrom: EVER, credentials: undefined };
    }
    const message = `认证系统中没有该部门的账号 ${account} (the realm has no such account of this department)`;
    throw new ServiceError('unprocessable', message, { reason: 'no_such_account' });
  }
  const account = accountOf(department.uscc);
  const credentials = await accounts.put(account, department, wanted.authentication);
  return { account, validFrom: new Date(context.now()), credentials };
}

async function audit(
  tx: Transaction,
  { actor, uscc, terms, account }: { actor: string; uscc: string; terms: DepartmentTerms; account: string },
): Promise<void> {
  const { name, items, ways, area } = terms;
  await appendAudit(tx, {
    actor,
    act: 'onboard_department',
    object: uscc,
    details: { name, items, ways, area, account },
  });
}
