import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';

/**
 * Undoes a completed submission (撤回批次): the worker then gives what it changed its previous content back and withdraws
 * what it created. Asking again while it is being undone, or after, changes nothing. Throws `not_found`, or `precondition`
 * where it has not completed.
 */
export async function takeBackSubmission(
  context: Pick<Context, 'sql' | 'events' | 'restoration' | 'wakeWorker'>,
  submissionId: string,
  { actor, reason }: { actor: string; reason: string },
): Promise<void> {
  const { sql, events, wakeWorker } = context;
  context.restoration.requireDone();
  await sql.begin(async (tx) => {
    const submission = await lockSubmission(tx, submissionId);
    if (!submission)
      throw new ServiceError('not_found', '没有此批次 (no such submission)', { reason: 'no_such_submission' });
    const { state, dryRun } = submission;
    if (dryRun) {
      throw new ServiceError('precondition', '试运行没有记录任何内容，无须撤回 (a dry run has recorded nothing)', {
        reason: 'dry_run',
      });
    }
    if (state === 'taking_back' || state === 'taken_back') return;
    if (state !== 'completed') {
      throw new ServiceError('precondition', `只有已完成的批次可以撤回，当前状态 ${state} (not completed)`, {
        reason: 'not_completed',
        details: { state },
      });
    }
    await updateSubmission(tx, submissionId, { state: 'taking_back', undo_target: 'taken_back' });
    await appendAudit(tx, { actor, act: 'take_back_submission', object: submissionId, details: { reason } });
  });
  events.actPerformed('take_back_submission', submissionId, actor);
  wakeWorker();
}
