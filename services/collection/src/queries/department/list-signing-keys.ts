import type { Context } from '../../context.ts';
import { type DepartmentKey, readKeys } from '../../store/department/department-keys.ts';

/** The keys by which a department signs or has signed, newest first. */
export async function listSigningKeys({ sql }: Pick<Context, 'sql'>, uscc: string): Promise<DepartmentKey[]> {
  return await readKeys(sql, uscc);
}
