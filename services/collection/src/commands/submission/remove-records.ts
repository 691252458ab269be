import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Removal } from '../../domain/prepare-block.ts';
import { removedHead } from '../../domain/removed-head.ts';
import { readAway } from '../../store/transfer-out/transfer-records.ts';
import { appendRemovals, readShown } from '../../store/version/removals.ts';
import { removeAway } from '../transfer-out/remove-away.ts';

/**
 * Withdraws records at the word of the department that produced them (not by law: no tombstone, and it may hand them in again); one
 * that was sent to another province is taken back there.
 * Tells the rows about records that show nothing, or that another department produced. The feed's lock must be held.
 */
export async function removeRecords(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  { submissionId, department, collectedAtMs }: { submissionId: string; department: string; collectedAtMs: number },
  removals: readonly Removal[],
): Promise<RemovedRecords> {
  const ids = removals.map(({ recordId }) => recordId);
  const shown = new Map((await readShown(tx, ids)).map((version) => [version.recordId, version]));
  const isOwn = ({ recordId }: Removal) => shown.get(recordId)?.department === department;
  const own = removals.filter(isOwn).flatMap(({ row, recordId }) => {
    const current = shown.get(recordId);
    if (!current) return [];
    const version = current.version + 1;
    const origin = { batch: submissionId, row, collectedAtMs };
    return [{ recordId, version, rowNumber: row, head: removedHead(current.head, version, origin) }];
  });
  const others = removals.filter((removal) => !isOwn(removal));
  const away = new Map((await readAway(tx, ids)).map((record) => [record.recordId, record]));
  const sent = others.filter(({ recordId }) => !shown.has(recordId) && away.get(recordId)?.department === department);
  // What moves with its subject is shown here while it is on its way.
  await removeAway(context, tx, department, sent.concat(removals.filter(isOwn)));
  const refused = others.filter((removal) => !sent.includes(removal));
  const sequences =
    own.length === 0
      ? { firstSequence: null, lastSequence: null }
      : await appendRemovals(tx, submissionId, collectedAtMs, own);
  return {
    ...sequences,
    removed: own.length + sent.length,
    refused: refused.map(({ row, recordId }) => {
      return {
        row,
        recordId,
        code: shown.has(recordId) || away.has(recordId) ? 'other_department_record' : 'no_such_record',
      };
    }),
  };
}

export interface RemovedRecords {
  removed: number;
  firstSequence: number | null;
  lastSequence: number | null;
  refused: (Removal & { code: 'other_department_record' | 'no_such_record' })[];
}
