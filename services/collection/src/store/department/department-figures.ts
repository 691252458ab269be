import type { Executor } from '@necips/runtime';
import type { DepartmentFigures, FiguresPeriod, WayFigures } from '../../domain/department/figures.ts';

/** The figures of a department over a period, from the counts of its submissions. */
export async function readFigures(
  sql: Executor,
  department: string,
  period: FiguresPeriod,
): Promise<DepartmentFigures> {
  const counted = countedSubmissions(sql, department, period);
  const [ways, faults, [total]] = await Promise.all([
    sql<WayFigures[]>`
      select way, count(*) as submissions, sum(rows)::bigint as rows, sum(accepted)::bigint as accepted,
        sum(unchanged)::bigint as unchanged, sum(rejected)::bigint as rejected, sum(withheld)::bigint as withheld,
        sum(held)::bigint as held, sum(transferred)::bigint as transferred
      from (${counted}) submission group by way order by 3 desc, way`,
    sql<{ code: string; lines: number }[]>`
      select code, sum(lines)::bigint as lines from (${counted}) submission
      join submission_fault on submission_fault.submission_id = submission.id
      where not finding group by code order by 2 desc, code`,
    sql<{ late: number; firstSubmissionAt: Date | null; lastSubmissionAt: Date | null }[]>`
      select coalesce(sum(late), 0)::bigint as late, min(received_at) as "firstSubmissionAt",
        max(received_at) as "lastSubmissionAt" from (${counted}) submission`,
  ]);
  return { ways, faults, ...(total ?? { late: 0, firstSubmissionAt: null, lastSubmissionAt: null }) };
}

/** When each department that takes part was last heard of: its last submission, or else its onboarding. */
export async function readLastHeard(sql: Executor): Promise<{ department: string; at: Date }[]> {
  return await sql<{ department: string; at: Date }[]>`
    select uscc as department, coalesce((
      select received_at from submission
      where submission.department = uscc and not dry_run and state not in ('receiving', 'incomplete')
      order by number desc limit 1
    ), onboarded_at) as at
    from department where revoked_at is null order by uscc`;
}

/** Instants of the days in China (UTC+8) bound the period. */
function countedSubmissions(sql: Executor, department: string, { from, to }: FiguresPeriod) {
  return sql`
    select * from submission
    where department = ${department} and not dry_run and state not in ('receiving', 'incomplete')
      and (${from ?? null}::date is null or received_at >= ${from ?? null}::date::timestamp at time zone 'Asia/Shanghai')
      and (${to ?? null}::date is null or received_at < (${to ?? null}::date + 1)::timestamp at time zone 'Asia/Shanghai')`;
}
