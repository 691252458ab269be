import type { Context } from '../../context.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';

/** Moves a received submission to `processing`. Does nothing where it stands elsewhere by now. */
export async function startProcessing({ sql }: Pick<Context, 'sql'>, submissionId: string): Promise<void> {
  await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (submission?.state === 'received') await updateSubmission(tx, submissionId, { state: 'processing' });
  });
}
