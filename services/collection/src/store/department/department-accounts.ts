import type { Executor, Transaction } from '@necips/runtime';

/** Adds an account of a department, or lets it in again from now on. */
export async function putAccount(tx: Transaction, account: string, department: string, validFrom: Date): Promise<void> {
  await tx`
    insert into department_account (account, department, valid_from) values (${account}, ${department}, ${validFrom})
    on conflict (account) do update set department = excluded.department, valid_from = excluded.valid_from,
      disabling = false`;
}

/** Refuses tokens of an account that were issued before an instant: its credentials were replaced. */
export async function endEarlierTokens(tx: Transaction, account: string, validFrom: Date): Promise<void> {
  await tx`update department_account set valid_from = ${validFrom} where account = ${account}`;
}

/** Notes that the accounts of a department are to be disabled in the realm. */
export async function markDisabling(tx: Transaction, department: string): Promise<void> {
  await tx`update department_account set disabling = true where department = ${department}`;
}

/** Accounts that the realm may still let in. */
export async function findDisabling(sql: Executor): Promise<string[]> {
  const rows = await sql<
    { account: string }[]
  >`select account from department_account where disabling order by account`;
  return rows.map(({ account }) => account);
}

/** Notes that the realm lets an account in no longer. */
export async function markDisabled(sql: Executor, account: string): Promise<void> {
  await sql`update department_account set disabling = false where account = ${account}`;
}
