import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { claimOf, type HeldRow, heldReport } from '../../domain/attribution/held-row.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { readRecordsOf } from '../../store/attribution/carried-versions.ts';
import { findMoveDue, lockMove, type MovingSubject, noteMoved } from '../../store/attribution/subject-moves.ts';
import { holdAccepted, insertHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { type MovableVersion, readMovable } from '../../store/version/moved-versions.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';

/**
 * Sends the next records of a subject after it that has moved to another province (迁出): each goes into the queue as the row that it came
 * from, and is shown here until the destination has recorded it. Registrations stay, and what the authority there hands in anew. One block in one
 * transaction, which says how far this has come; false where there is nothing to send.
 */
export async function moveRecords(context: Pick<Context, 'sql' | 'now' | 'limits' | 'formats'>): Promise<boolean> {
  const { sql, limits } = context;
  const due = await findMoveDue(sql);
  if (due === undefined) return false;
  return await appendToFeed(sql, RECORD_FEED, async (tx) => {
    const subject = await lockMove(tx, due);
    if (!subject) return true;
    await preferIndexes(tx);
    const { subjectId, movedAfter } = subject;
    const recordIds = await readRecordsOf(tx, subjectId, { after: movedAfter, limit: limits.blockRows });
    await hold(context, tx, subject, await readMovable(tx, recordIds));
    await noteMoved(tx, subjectId, recordIds.length < limits.blockRows ? undefined : recordIds.at(-1));
    return true;
  });
}

async function hold(
  { now, formats }: Pick<Context, 'now' | 'formats'>,
  tx: Transaction,
  subject: MovingSubject,
  versions: readonly MovableVersion[],
): Promise<void> {
  const moving = versions.filter(({ format }) => formats.find(format)?.document['x-restatedOnMove'] !== true);
  const claim = claimOf(subject);
  const at = new Date(now());
  for (const [submissionId, some] of Map.groupBy(moving, (version) => version.submissionId)) {
    const rows = some.map(({ row, recordId, publicPart, restrictedPart, digest, sealed }): HeldRow => {
      const internal = digest && sealed ? { digest, sealed } : undefined;
      const parts = { publicPart, restrictedPart, internal };
      // That it came late was counted when it was recorded.
      return { row, recordId, claim, reason: 'moved_out', ...parts, isLate: false, isShown: true };
    });
    await insertHeld(tx, submissionId, at, rows);
    await holdAccepted(tx, submissionId, rows.length);
    const reports = rows.map(({ row }) => heldReport(row, claim, 'moved_out'));
    await insertRowErrors(tx, submissionId, reports);
  }
}
