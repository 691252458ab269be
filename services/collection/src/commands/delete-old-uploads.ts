import type { Context } from '../context.ts';
import { deleteRepeatedRows } from '../store/repeated-rows.ts';
import { updateSubmission } from '../store/submission-rows.ts';
import { findOldUploads } from '../store/submission-sweep.ts';
import { deleteChunks } from '../store/upload-chunks.ts';

const DAY_MS = 86_400_000;

/** Deletes the files of submissions that ended long enough ago. Their counts and reports stay. */
export async function deleteOldUploads({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<void> {
  const before = new Date(now() - limits.uploadKeepDays * DAY_MS);
  for (const submissionId of await findOldUploads(sql, before)) {
    await sql.begin(async (tx) => {
      await updateSubmission(tx, submissionId, { has_upload: false });
      await deleteChunks(tx, submissionId);
      await deleteRepeatedRows(tx, submissionId);
    });
  }
}
