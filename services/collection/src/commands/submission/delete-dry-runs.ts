import type { Context } from '../../context.ts';
import { deleteRowErrors } from '../../store/submission/row-errors.ts';
import { deleteSubmission } from '../../store/submission/submission-rows.ts';
import { findOldDryRuns } from '../../store/submission/submission-sweep.ts';

const DAY_MS = 86_400_000;

/** Deletes dry runs that ended long enough ago, with their reports: nothing refers to them. */
export async function deleteDryRuns({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<void> {
  const before = new Date(now() - limits.dryRunKeepDays * DAY_MS);
  for (const submissionId of await findOldDryRuns(sql, before)) {
    await sql.begin(async (tx) => {
      await deleteSubmission(tx, submissionId);
      await deleteRowErrors(tx, submissionId);
    });
  }
}
