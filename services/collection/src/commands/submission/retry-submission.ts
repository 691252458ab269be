import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';

/**
 * Lets the worker go on with a failed submission where it stopped. Throws `not_found`, or `precondition` where it has not
 * failed.
 */
export async function retrySubmission(
  context: Pick<Context, 'sql' | 'events' | 'wakeWorker'>,
  submissionId: string,
  actor: string,
): Promise<void> {
  const { sql, events, wakeWorker } = context;
  await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (!submission)
      throw new ServiceError('not_found', '没有此批次 (no such submission)', { reason: 'no_such_submission' });
    if (submission.state !== 'failed') {
      throw new ServiceError('precondition', `该批次未失败，当前状态 ${submission.state} (not failed)`, {
        reason: 'not_failed',
        details: { state: submission.state },
      });
    }
    const state = submission.undoTarget === 'taken_back' ? 'taking_back' : 'processing';
    await updateSubmission(tx, submissionId, { state, failure: '' });
    await appendAudit(tx, { actor, act: 'retry_submission', object: submissionId });
  });
  events.actPerformed('retry_submission', submissionId, actor);
  wakeWorker();
}
