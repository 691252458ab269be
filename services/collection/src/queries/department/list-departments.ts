import type { Context } from '../../context.ts';
import type { Department } from '../../domain/department/department.ts';
import { readDepartments } from '../../store/department/departments.ts';

/** Pages through departments in the order of their codes. The cursor is the last code. */
export async function listDepartments(
  { sql }: Pick<Context, 'sql'>,
  { limit, cursor = '' }: { limit: number; cursor: string | undefined },
): Promise<{ items: Department[]; next: string | null }> {
  const rows = await readDepartments(sql, { after: cursor, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.uscc ?? null) : null };
}
