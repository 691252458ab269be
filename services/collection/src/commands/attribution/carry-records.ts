import { appendToFeed } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { movedHead, subjectCodeOf, withdrawnHead } from '../../domain/record-head.ts';
import {
  appendCarried,
  findCarryDue,
  lockCarried,
  lockSuperseded,
  noteCarried,
  noteSupersededWithdrawn,
  readRecordsOf,
  readShownVersions,
} from '../../store/attribution/carried-versions.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';

/**
 * Takes the next records of a subject along that has another code than they bear (a registration number became a unified social
 * credit code): each gets a version under the present code. One block in one transaction, which says how far this has come; false
 * where there is nothing to carry.
 */
export async function carryRecords({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  const due = await findCarryDue(sql);
  if (due === undefined) return false;
  return await appendToFeed(sql, RECORD_FEED, async (tx) => {
    const subject = await lockCarried(tx, due);
    if (!subject) return true;
    await preferIndexes(tx);
    const { subjectId, code, name, carriedAfter } = subject;
    const recordIds = await readRecordsOf(tx, subjectId, { after: carriedAfter, limit: limits.blockRows });
    const shown = await readShownVersions(tx, recordIds);
    const collectedAtMs = now();
    const moved = shown
      .filter(({ head }) => subjectCodeOf(head) !== code)
      .map((version) => {
        const head = movedHead(version.head, { code, name }, version.version + 1, collectedAtMs);
        return { ...version, operation: 1 as const, head };
      });
    await appendCarried(tx, collectedAtMs, moved);
    await noteCarried(tx, subjectId, recordIds.length < limits.blockRows ? undefined : recordIds.at(-1));
    return true;
  });
}

/**
 * Withdraws the next registration records whose place another one of the same subject has taken, in one transaction; false where
 * there are none. Not by law: no tombstone is left.
 */
export async function withdrawSuperseded({
  sql,
  now,
  limits,
}: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  const [due] = await sql<{ due: boolean }[]>`select exists (select from subject_registration where superseded) as due`;
  if (!due?.due) return false;
  return await appendToFeed(sql, RECORD_FEED, async (tx) => {
    const recordIds = await lockSuperseded(tx, limits.blockRows);
    await preferIndexes(tx);
    const collectedAtMs = now();
    const withdrawn = (await readShownVersions(tx, recordIds)).map((version) => {
      const head = withdrawnHead(version.head, version.version + 1, collectedAtMs);
      return { ...version, operation: 2 as const, head };
    });
    await appendCarried(tx, collectedAtMs, withdrawn);
    await noteSupersededWithdrawn(tx, recordIds);
    return true;
  });
}
