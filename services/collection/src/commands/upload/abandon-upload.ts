import type { Context } from '../../context.ts';
import { deleteRowErrors } from '../../store/submission/row-errors.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { deleteChunks } from '../../store/submission/upload-chunks.ts';

/** Makes an upload that will not end well `incomplete`: it publishes nothing and can be sent again. */
export async function abandonUpload(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  submissionId: string,
  failure: string,
): Promise<void> {
  const abandoned = await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (submission?.state !== 'receiving') return false;
    await updateSubmission(tx, submissionId, { state: 'incomplete', failure, has_upload: false });
    await deleteChunks(tx, submissionId);
    await deleteRowErrors(tx, submissionId);
    return true;
  });
  if (abandoned) events.uploadIncomplete(submissionId, failure);
}
