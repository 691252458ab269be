import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { claimOf, type HeldRow, heldReport } from '../../domain/attribution/held-row.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { readRecordsOf } from '../../store/attribution/carried-versions.ts';
import { findMoveDue, lockMove, type MovingSubject, noteMoved } from '../../store/attribution/subject-moves.ts';
import { holdAccepted, insertHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { noteGivenBack } from '../../store/transfer-in/given-back.ts';
import { type MovableVersion, readMovable } from '../../store/version/moved-versions.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';

/**
 * Sends the next records of a subject after it that has moved to another province (迁出): each goes into the queue as the row that it came
 * from, and is shown here until the destination has recorded it; what another province has sent here is given back to that, and shown here until it takes it back. Registrations
 * stay, and what the authority there hands in anew. One block in one transaction, which says how far this has come; false where there is nothing to send.
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
    const moving = (await readMovable(tx, recordIds)).filter(({ format }) => !isRestated(context, format));
    const isOwn = ({ originNode }: MovableVersion) => originNode === null;
    await hold(context, tx, subject, moving.filter(isOwn));
    const foreign = moving.filter((version) => !isOwn(version));
    await giveBack(context, tx, foreign);
    await noteMoved(tx, subjectId, recordIds.length < limits.blockRows ? undefined : recordIds.at(-1));
    return true;
  });
}

/** Whether the authority that the enterprise moves to hands such records in anew. */
function isRestated({ formats }: Pick<Context, 'formats'>, format: string): boolean {
  return formats.find(format)?.document['x-restatedOnMove'] === true;
}

/** What another node took in is its to send on; it has no body any more, and gets it back. */
async function giveBack(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  versions: readonly MovableVersion[],
): Promise<void> {
  const recordIds = versions.map(({ recordId }) => recordId);
  await noteGivenBack(tx, recordIds, { ...MOVED_ON, at: new Date(now()) });
}

const MOVED_ON = {
  reason: 'moved_on',
  explanation: '主体已迁往其他省，记录归还转出节点另行转送 (its enterprise has moved on: it is to be sent there)',
};

async function hold(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  subject: MovingSubject,
  moving: readonly MovableVersion[],
): Promise<void> {
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
