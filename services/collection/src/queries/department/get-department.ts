import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Department } from '../../domain/department/department.ts';
import { findDepartment } from '../../store/department/departments.ts';

/** One department. Throws `not_found`. */
export async function getDepartment({ sql }: Pick<Context, 'sql'>, uscc: string): Promise<Department> {
  const department = await findDepartment(sql, uscc);
  if (department) return department;
  throw noSuchDepartment();
}

/** Says that a department was never onboarded. */
export function noSuchDepartment(): ServiceError {
  return new ServiceError('not_found', '没有此部门 (no such department)', { reason: 'no_such_department' });
}
