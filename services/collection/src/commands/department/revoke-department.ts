import { appendAudit, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { markDisabling } from '../../store/department/department-accounts.ts';
import { markRevoked } from '../../store/department/departments.ts';
import { lockUnprocessed } from '../../store/submission/submissions-of-department.ts';
import { endUnprocessed } from '../submission/end-unprocessed.ts';
import { disableAccounts } from './disable-accounts.ts';
import { requireDepartment } from './require-department.ts';

/**
 * Ends a department's part at once: every door is closed to it in this transaction. Uploads of it that are under way become
 * incomplete and publish nothing; those that wait to be processed are cancelled; one that is being recorded goes on to its end,
 * for a part of it is public already. What it has handed in stays. Its accounts are disabled in the realm right after, or as soon
 * as Keycloak answers. Throws `not_found`, or `precondition` where it is revoked already.
 */
export async function revokeDepartment(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'accounts'>,
  uscc: string,
  { actor, reason }: { actor: string; reason: string },
): Promise<void> {
  const { sql, now, events } = context;
  const at = new Date(now());
  await sql.begin(async (tx) => {
    await requireDepartment(tx, uscc);
    await markRevoked(tx, uscc, { by: actor, at, reason });
    await markDisabling(tx, uscc);
    const ended = await endSubmissions(tx, uscc, at);
    await appendAudit(tx, { actor, act: 'revoke_department', object: uscc, details: { reason, ...ended } });
  });
  events.actPerformed('revoke_department', uscc, actor);
  // The sweep does it later where Keycloak is away.
  await disableAccounts(context).catch((error: unknown) => events.sweepFailed(error));
}

async function endSubmissions(tx: Transaction, uscc: string, at: Date) {
  const failure = '提供部门已停用 (the department was revoked)';
  const ended = { incomplete: 0, cancelled: 0 };
  for (const { id, state } of await lockUnprocessed(tx, uscc)) {
    if (state === 'receiving') {
      await endUnprocessed(tx, id, { state: 'incomplete', failure });
      ended.incomplete += 1;
    } else {
      await endUnprocessed(tx, id, { state: 'cancelled', failure, completed_at: at });
      ended.cancelled += 1;
    }
  }
  return ended;
}
