import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { endUnprocessed } from './end-unprocessed.ts';

/**
 * Stops a submission that has not ended. One of which nothing is recorded yet is cancelled at once; otherwise the worker
 * stops at its next block and undoes what it has recorded. Throws `not_found`, or `precondition` where it has ended.
 */
export async function cancelSubmission(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'wakeWorker'>,
  submissionId: string,
  actor: string,
): Promise<void> {
  const { sql, now, events, wakeWorker } = context;
  await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (!submission)
      throw new ServiceError('not_found', '没有此批次 (no such submission)', { reason: 'no_such_submission' });
    const { state, undoTarget } = submission;
    const isRecording = state === 'processing' || (state === 'failed' && undoTarget === null);
    if (state === 'receiving' || state === 'received') {
      await endUnprocessed(tx, submissionId, { state: 'cancelled', failure: '', completed_at: new Date(now()) });
    } else if (isRecording && undoTarget === null) {
      await updateSubmission(tx, submissionId, { state: 'processing', undo_target: 'cancelled' });
    } else {
      throw new ServiceError('precondition', `该批次已不能取消，当前状态 ${state} (cannot be cancelled)`, {
        reason: 'already_ended',
        details: { state },
      });
    }
    await appendAudit(tx, { actor, act: 'cancel_submission', object: submissionId, details: { state } });
  });
  events.actPerformed('cancel_submission', submissionId, actor);
  wakeWorker();
}
