import type { Context } from '../../context.ts';
import { readLastHeard } from '../../store/department/department-figures.ts';

/** When each department that takes part was last heard of. */
export async function listLastHeard({ sql }: Pick<Context, 'sql'>): Promise<{ department: string; at: Date }[]> {
  return await readLastHeard(sql);
}
