import type { Context } from '../../context.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';

/**
 * Marks a submission as failed, so that those behind it go on. What it has recorded stays, and an administrator can let it
 * go on (`retrySubmission`) or cancel it.
 */
export async function setAside(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  submissionId: string,
  error: unknown,
): Promise<void> {
  await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (submission?.state !== 'processing' && submission?.state !== 'taking_back') return;
    const failure = `节点内部错误，请联系管理员 (internal error): ${error instanceof Error ? error.message : String(error)}`;
    await updateSubmission(tx, submissionId, { state: 'failed', failure: failure.slice(0, 500) });
  });
  events.submissionFailed(submissionId, error);
}
