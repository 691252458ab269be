import type { Context } from '../../context.ts';
import type { DepartmentFigures, FiguresPeriod } from '../../domain/department/figures.ts';
import { readFigures } from '../../store/department/department-figures.ts';
import { getDepartment } from './get-department.ts';

const DAY_MS = 86_400_000;

/** The figures of a department over a period, and for how long it has been silent. Throws `not_found`. */
export async function getFigures(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  uscc: string,
  period: FiguresPeriod,
): Promise<DepartmentFigures & { name: string; silentDays: number }> {
  const { name, onboardedAt } = await getDepartment({ sql }, uscc);
  const figures = await readFigures(sql, uscc, period);
  const heardAt = figures.lastSubmissionAt ?? onboardedAt;
  return { name, ...figures, silentDays: Math.max(0, Math.floor((now() - heardAt.getTime()) / DAY_MS)) };
}
