import type { Context } from '../../context.ts';
import { deleteReturnedBefore } from '../../store/held/held-rows.ts';

const DAY_MS = 86_400_000;
/** Rows deleted in one transaction. */
const BATCH = 1_000;

/**
 * Deletes a batch of the rows that were given back to their departments long enough ago; true where there may be more. They count as
 * rejected since they were given back, and their line stays in the report.
 */
export async function expireReturned({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  return (await deleteReturnedBefore(sql, new Date(now() - limits.returnedKeepDays * DAY_MS), BATCH)) === BATCH;
}
