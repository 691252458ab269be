import type { Transaction } from '@necips/runtime';
import { deleteRepeatedKeys } from '../../store/submission/repeated-rows.ts';
import { deleteRowErrors } from '../../store/submission/row-errors.ts';
import { updateSubmission } from '../../store/submission/submission-rows.ts';
import { deleteChunks } from '../../store/submission/upload-chunks.ts';

/** Ends a submission of which nothing was recorded, and drops what was stored of it. The submission must be locked. */
export async function endUnprocessed(
  tx: Transaction,
  submissionId: string,
  end: { state: 'incomplete'; failure: string } | { state: 'cancelled'; failure: string; completed_at: Date },
): Promise<void> {
  await updateSubmission(tx, submissionId, { ...end, has_upload: false });
  await deleteChunks(tx, submissionId);
  await deleteRepeatedKeys(tx, submissionId);
  await deleteRowErrors(tx, submissionId);
}
