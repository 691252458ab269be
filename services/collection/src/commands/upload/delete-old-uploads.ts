import type { Context } from '../../context.ts';
import { deleteRepeatedRows } from '../../store/submission/repeated-rows.ts';
import { emptyValues } from '../../store/submission/row-errors.ts';
import { updateSubmission } from '../../store/submission/submission-rows.ts';
import { findOldUploads } from '../../store/submission/submission-sweep.ts';
import { deleteChunks } from '../../store/submission/upload-chunks.ts';

const DAY_MS = 86_400_000;

/**
 * Deletes the files of submissions that ended long enough ago, with what else is left of their content: the values in the
 * report, and the hash of the file. Counts stay, and what was wrong with which row.
 */
export async function deleteOldUploads({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<void> {
  const before = new Date(now() - limits.uploadKeepDays * DAY_MS);
  for (const submissionId of await findOldUploads(sql, before)) {
    await sql.begin(async (tx) => {
      await updateSubmission(tx, submissionId, { has_upload: false, content_hash: null });
      await deleteChunks(tx, submissionId);
      await deleteRepeatedRows(tx, submissionId);
      await emptyValues(tx, submissionId);
    });
  }
}
