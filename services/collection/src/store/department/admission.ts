import type { Executor, Transaction } from '@necips/runtime';

/** Whether a department may act, and with what. */
export interface Admission {
  isRevoked: boolean;
  /** As it is called now. */
  name: string;
  items: string[];
  ways: string[];
  /** Tokens of the account that were issued before are refused; null where any token of it is good. */
  validFrom: Date | null;
}

/** How a department and one of its accounts stand; undefined where the department was never onboarded. */
export async function findAdmission(
  sql: Executor,
  { department, account }: { department: string; account: string },
): Promise<Admission | undefined> {
  const [admission] = await sql<Admission[]>`
    select revoked_at is not null as "isRevoked", name, items, ways, (
      select valid_from from department_account where department_account.account = ${account} and department = uscc
    ) as "validFrom"
    from department where uscc = ${department}`;
  return admission;
}

/** The same, and the department cannot be revoked before the transaction ends. */
export async function holdAdmission(
  tx: Transaction,
  provider: { department: string; account: string },
): Promise<Admission | undefined> {
  await tx`select from department where uscc = ${provider.department} for share`;
  return await findAdmission(tx, provider);
}
