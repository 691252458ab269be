import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { INTAKE_FAULTS } from '../../domain/intake-faults.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { restoredHead, withdrawnHead } from '../../domain/record-head.ts';
import type { RowError } from '../../domain/submission.ts';
import { dropHeldOf } from '../../store/held/held-rows.ts';
import { deleteRepeatedKeys, deleteRepeatedRows } from '../../store/submission/repeated-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { advanceUndo } from '../../store/submission/submission-progress.ts';
import { lockSubmission, type SubmissionRow } from '../../store/submission/submission-rows.ts';
import { readAwayOf } from '../../store/transfer-out/transfer-records.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';
import {
  appendUndoingVersions,
  readUndoableVersions,
  type UndoableVersion,
} from '../../store/version/undo-versions.ts';
import { endTransfers, returnToEarlier } from '../transfer-out/end-transfers.ts';

/**
 * Undoes the next versions of a submission in one transaction, and what it has sent to other provinces, which is taken back there, down to the version before where that one was recorded: a record that it created is withdrawn, without a tombstone;
 * one that it changed shows its previous content again, as a new version; one that a later submission has changed since, or
 * whose previous content is erased, is left alone and reported. A lawfully withdrawn record stays withdrawn. Returns true when
 * all is undone.
 */
export async function undoBlock(
  context: Pick<Context, 'sql' | 'now' | 'limits' | 'events'>,
  submissionId: string,
): Promise<boolean> {
  const done = await appendToFeed(context.sql, RECORD_FEED, (tx) => undoStep(context, tx, submissionId));
  context.events.recordsUndone(done.counts);
  if (done.endsIn) context.events.submissionEnded(submissionId, done.endsIn);
  return done.endsIn !== undefined || done.isOver;
}

/** One step of it, within a transaction of the feed. */
export async function undoStep(
  context: Pick<Context, 'now' | 'limits'>,
  tx: Transaction,
  submissionId: string,
): Promise<{ counts: typeof NOTHING; endsIn?: 'cancelled' | 'taken_back' | undefined; isOver: boolean }> {
  const { now, limits } = context;
  const submission = await lockSubmission(tx, submissionId);
  if (!submission || !isBeingUndone(submission)) return { counts: NOTHING, isOver: true };
  const away = await readAwayOf(tx, submissionId, limits.blockRows);
  const broughtBack = new Set(await returnToEarlier(context, tx, submissionId, away));
  const records = away.filter((recordId) => !broughtBack.has(recordId)).map((recordId) => ({ recordId }));
  const takenBack = await endTransfers(context, tx, records, 'taken_back');
  if (away.length < limits.blockRows) await dropHeldOf(tx, submissionId);
  await preferIndexes(tx);
  const range = { after: submission.undoneSequence, to: submission.lastFeedSequence ?? 0 };
  const versions = await readUndoableVersions(tx, submissionId, range, limits.blockRows);
  const inQuestion = versions.filter((version) => !version.isGone);
  const shown = inQuestion.filter(isUndoable);
  const kept = inQuestion.filter((version) => !isUndoable(version));
  const collectedAtMs = now();
  await appendUndoingVersions(
    tx,
    submissionId,
    collectedAtMs,
    shown.map((version) => undoing(version, collectedAtMs)),
  );
  await insertRowErrors(tx, submissionId, kept.map(toReport));

  const restored = shown.filter(({ previous }) => previous !== null).length;
  const withdrawn = shown.length - restored + takenBack;
  const counts = { withdrawn, restored: restored + broughtBack.size, kept: kept.length };
  const isLast = versions.length < limits.blockRows && away.length < limits.blockRows;
  const endsIn = isLast ? submission.undoTarget : undefined;
  await advanceUndo(tx, submissionId, {
    ...counts,
    undoneSequence: versions.at(-1)?.sequence ?? submission.undoneSequence,
    endsIn,
    at: new Date(collectedAtMs),
  });
  if (endsIn) {
    await deleteRepeatedKeys(tx, submissionId);
    await deleteRepeatedRows(tx, submissionId);
  }
  return { counts, endsIn, isOver: false };
}

const NOTHING: { withdrawn: number; restored: number; kept: number } = { withdrawn: 0, restored: 0, kept: 0 };

/** Behind the findings of the same row, of which there are far fewer. */
const REPORT_POSITION = 1_000;

function isBeingUndone(submission: SubmissionRow): submission is SubmissionRow & { undoTarget: string } {
  return submission.undoTarget !== null && (submission.state === 'processing' || submission.state === 'taking_back');
}

/** Whether the record shows what the submission gave it, and what it showed before is there to be shown again. */
function isUndoable({ isShown, previous }: UndoableVersion): boolean {
  return isShown && previous?.head !== null;
}

function undoing({ recordId, rowNumber, currentVersion, head, previous }: UndoableVersion, collectedAtMs: number) {
  const version = currentVersion + 1;
  const newHead = previous?.head
    ? restoredHead(previous.head, version)
    : withdrawnHead(head ?? '{}', version, collectedAtMs);
  return { recordId, version, head: newHead, rowNumber, restores: previous?.version ?? null };
}

function toReport({ recordId, rowNumber, isShown }: UndoableVersion): RowError {
  const code = isShown ? 'previous_erased' : 'changed_since';
  const { reason, mend } = INTAKE_FAULTS[code];
  return {
    row: rowNumber,
    position: REPORT_POSITION,
    field: '',
    label: '',
    value: recordId,
    code,
    reason,
    mend,
    finding: true,
  };
}
