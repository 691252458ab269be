import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { ArrivedTransfer, TransferFate } from '../../domain/transfer-in/arrived-transfer.ts';
import { WITHDRAWALS_HERE } from '../../domain/transfer-in/withdrawals.ts';
import { lockSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { findEarlier, findShownAs, findSubmissionsAfter } from '../../store/transfer-in/earlier-transfers.ts';
import { undoStep } from '../submission/undo-block.ts';
import { takeBackTransferred } from './take-back-transferred.ts';

/**
 * Takes a sender's record back to one of its versions: what came of it later is undone, each submission by its own undoing, until that
 * version is shown again. Where it is not – it was never recorded, its content is erased, the record is withdrawn here – the record is taken
 * back whole, and the sender is told so. The feed's lock must be held.
 */
export async function bringBackTransferred(
  context: Pick<Context, 'now' | 'limits'>,
  tx: Transaction,
  transfer: ArrivedTransfer,
): Promise<TransferFate & { takenBack: boolean }> {
  const earlier = await findEarlier(tx, transfer);
  if (earlier) {
    for (const submissionId of await findSubmissionsAfter(tx, transfer, earlier)) {
      await undoWhole(context, tx, submissionId);
    }
    const shown = await findShownAs(tx, earlier);
    if (shown) {
      const { recordId } = earlier;
      const recorded = { state: 'recorded', reason: '', explanation: '', submissionId: null, recordId } as const;
      return { ...recorded, recordVersion: shown.version, feedSequence: shown.sequence, takenBack: false };
    }
  }
  const fate = await takeBackTransferred(context, tx, transfer);
  const why = { reason: 'earlier_gone', explanation: WITHDRAWALS_HERE.earlier_gone };
  return { ...fate, ...why, state: 'withdrawn', takenBack: true };
}

async function undoWhole(
  context: Pick<Context, 'now' | 'limits'>,
  tx: Transaction,
  submissionId: string,
): Promise<void> {
  const submission = await lockSubmission(tx, submissionId);
  if (submission?.state === 'completed') {
    await updateSubmission(tx, submissionId, { state: 'taking_back', undo_target: 'taken_back' });
  }
  for (;;) {
    const { endsIn, isOver } = await undoStep(context, tx, submissionId);
    if (endsIn || isOver) return;
  }
}
