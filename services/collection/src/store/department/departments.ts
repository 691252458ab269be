import type { Executor, Transaction } from '@necips/runtime';
import type { Department, DepartmentTerms } from '../../domain/department/department.ts';

/** One department; undefined where it was never onboarded. */
export async function findDepartment(sql: Executor, uscc: string): Promise<Department | undefined> {
  const [department] = await sql<DepartmentRow[]>`select ${columns(sql)} from department where uscc = ${uscc}`;
  return department && fromRow(department);
}

/** Departments behind `after`, in the order of their codes. */
export async function readDepartments(
  sql: Executor,
  { after, limit }: { after: string; limit: number },
): Promise<Department[]> {
  const rows = await sql<DepartmentRow[]>`
    select ${columns(sql)} from department where uscc > ${after} order by uscc limit ${limit}`;
  return rows.map(fromRow);
}

/** The department, locked until the transaction ends, so that nothing of it is let in meanwhile. */
export async function lockDepartment(tx: Transaction, uscc: string): Promise<Department | undefined> {
  await tx`select from department where uscc = ${uscc} for update`;
  return await findDepartment(tx, uscc);
}

/** Adds a department, or gives one that was revoked a new beginning. */
export async function putDepartment(
  tx: Transaction,
  uscc: string,
  terms: DepartmentTerms,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  const { name, items, ways, area, contact, signatureRequired } = terms;
  await tx`
    insert into department (uscc, name, items, ways, area, contact, signature_required, onboarded_at, onboarded_by)
    values (${uscc}, ${name}, ${items}, ${ways}, ${area}, ${contact}, ${signatureRequired}, ${at}, ${by})
    on conflict (uscc) do update set name = excluded.name, items = excluded.items, ways = excluded.ways,
      area = excluded.area, contact = excluded.contact, signature_required = excluded.signature_required, onboarded_at = excluded.onboarded_at,
      onboarded_by = excluded.onboarded_by, revoked_at = null, revoked_by = null, revoke_reason = null`;
}

/** Changes what is said about a department. */
export async function updateDepartment(
  tx: Transaction,
  uscc: string,
  changes: Partial<DepartmentTerms>,
): Promise<void> {
  const { signatureRequired, ...same } = changes;
  const columns = { ...same, ...(signatureRequired !== undefined && { signature_required: signatureRequired }) };
  await tx`update department set ${tx(columns as Record<string, never>)} where uscc = ${uscc}`;
}

/** Ends a department's part: nothing more of it is let in. */
export async function markRevoked(
  tx: Transaction,
  uscc: string,
  { by, at, reason }: { by: string; at: Date; reason: string },
): Promise<void> {
  await tx`
    update department set revoked_at = ${at}, revoked_by = ${by}, revoke_reason = ${reason} where uscc = ${uscc}`;
}

const columns = (sql: Executor) => sql`
  uscc, name, items, ways, area, contact, signature_required as "signatureRequired", onboarded_at as "onboardedAt", onboarded_by as "onboardedBy",
  revoked_at as "revokedAt", revoked_by as "revokedBy", revoke_reason as "revokeReason",
  array(select account from department_account where department = uscc order by account) as accounts`;

type DepartmentRow = {
  [Key in keyof Department]-?: undefined extends Department[Key]
    ? NonNullable<Department[Key]> | null
    : Department[Key];
};

function fromRow({ revokedAt, revokedBy, revokeReason, ...rest }: DepartmentRow): Department {
  return {
    ...rest,
    ...(revokedAt && { revokedAt }),
    ...(revokedBy !== null && { revokedBy }),
    ...(revokeReason !== null && { revokeReason }),
  };
}
