import { ServiceError, type Transaction } from '@necips/runtime';
import type { Department } from '../../domain/department/department.ts';
import { noSuchDepartment } from '../../queries/department/get-department.ts';
import { lockDepartment } from '../../store/department/departments.ts';

/** A department that takes part, locked. Throws `not_found`, or `precondition` where it was revoked. */
export async function requireDepartment(tx: Transaction, uscc: string): Promise<Department> {
  const department = await lockDepartment(tx, uscc);
  if (!department) throw noSuchDepartment();
  if (!department.revokedAt) return department;
  throw new ServiceError('precondition', '该部门已停用 (the department was revoked)', { reason: 'department_revoked' });
}
