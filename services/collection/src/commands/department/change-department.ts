import { appendAudit } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { DepartmentTerms } from '../../domain/department/department.ts';
import { updateDepartment } from '../../store/department/departments.ts';
import { requireDepartment } from './require-department.ts';

/** Changes what a department may hand in, its name, area or contact. Throws `not_found`, or `precondition` where it was revoked. */
export async function changeDepartment(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  uscc: string,
  { actor, changes }: { actor: string; changes: Partial<DepartmentTerms> },
): Promise<void> {
  await sql.begin(async (tx) => {
    await requireDepartment(tx, uscc);
    await updateDepartment(tx, uscc, changes);
    // Whom to call is nobody's business in a log that is kept for good.
    const { contact, ...kept } = changes;
    const details = { ...kept, ...(contact !== undefined && { contact: 'changed' }) };
    await appendAudit(tx, { actor, act: 'change_department', object: uscc, details });
  });
  events.actPerformed('change_department', uscc, actor);
}
