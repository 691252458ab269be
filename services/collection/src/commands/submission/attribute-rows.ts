import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import {
  type HeldRow,
  heldReport,
  otherDepartmentReport,
  partBlock,
  rejectedHeldReport,
} from '../../domain/attribution/held-row.ts';
import { type PreparedBlock, splitBlock } from '../../domain/prepare-block.ts';
import type { RowError } from '../../domain/submission.ts';
import { isDirectoryBehind, lockDirectory } from '../../store/attribution/directory.ts';
import { attributeClaims } from '../../store/attribution/find-subjects.ts';
import {
  deleteHeld,
  fateOf,
  insertHeld,
  lockHeldOf,
  NOTHING_SETTLED,
  type Settlement,
  type StoredHeldRow,
  settleHeld,
} from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { type AwayRecord, readAway } from '../../store/transfer-out/transfer-records.ts';
import { endSuperseded, endTransfers } from '../transfer-out/end-transfers.ts';

/**
 * Attributes the rows of a block (记于企业名下, M§9) in the transaction that records it, under the feed's lock: what is returned as
 * kept is somebody's, the rest is put into the queue. `behind` where registrations are recorded that the directory has not seen. The
 * directory stays as it is until the transaction ends, so that a subject that appears either is found here or finds the held row.
 *
 * Of one record the newest row counts: what was held of it until now is settled, and a row that is held already stays as old as it is;
 * so does one that another province has recorded. What another department has in the queue, or has sent to another province, stays its
 * own: a row about that record is refused, as if it were recorded. What turns out to be somebody's here is taken back there.
 */
export async function attributeRows(
  context: Pick<Context, 'now' | 'node' | 'tombstones'>,
  tx: Transaction,
  submission: { id: string; department: string; originNode: string | undefined },
  block: PreparedBlock,
): Promise<AttributedBlock | 'behind'> {
  if (block.rows.length === 0) return { block, held: 0, unchanged: 0, rejected: 0, reports: [] };
  const sequence = await lockDirectory(tx, 'read');
  if (await isDirectoryBehind(tx, context.node, sequence)) return 'behind';
  const at = new Date(context.now());
  const waiting = await lockHeldOf(tx, block.recordIds);
  const away = new Map((await readAway(tx, block.recordIds)).map((record) => [record.recordId, record]));
  const others = new Set(
    [...waiting.filter(({ isReturned }) => !isReturned), ...away.values()].flatMap((row) =>
      isOf(submission, row) ? [] : [row.recordId],
    ),
  );
  const { kept: own, taken } = splitBlock(block, (place) => !others.has(block.recordIds[place] ?? ''));
  const parted = partBlock(own, await attributeClaims(tx, own.claims));
  const earlier = new Map(waiting.flatMap((row) => (others.has(row.recordId) ? [] : [[row.recordId, row] as const])));
  const isHeldAlready = (row: HeldRow) => {
    const before = earlier.get(row.recordId);
    if (before && !before.isReturned) return isSame(before, row);
    return isRecordedElsewhere(context, away.get(row.recordId), row);
  };
  const held = parted.held.filter((row) => !isHeldAlready(row));
  for (const row of parted.held.filter(isHeldAlready)) earlier.delete(row.recordId);
  const isHere = new Set(parted.kept.recordIds);
  const found = [...away.values()].filter(({ recordId }) => isHere.has(recordId));
  await endTransfers(context, tx, found, 'recorded_here');
  if (earlier.size > 0) await supersede(context, tx, [...earlier.values()], block);
  await insertHeld(tx, submission.id, at, held);
  const reports = held
    .map(({ row, claim, reason }) => heldReport(row, claim, reason))
    .concat(taken.map(otherDepartmentReport));
  const unchanged = parted.held.length - held.length;
  return { block: parted.kept, held: held.length, unchanged, rejected: taken.length, reports };
}

/** What attribution has made of a block. */
export interface AttributedBlock {
  /** The rows whose subject is known. */
  block: PreparedBlock;
  /** Rows put into the queue, and rows that were there already. */
  held: number;
  unchanged: number;
  /** Rows about what another department has in the queue. */
  rejected: number;
  reports: RowError[];
}

/** A sender may name any department: what it sends replaces what it has sent itself, and nothing else. */
function isOf(
  { department, originNode }: { department: string; originNode: string | undefined },
  row: StoredHeldRow | AwayRecord,
): boolean {
  if (row.department !== department) return false;
  return originNode === undefined || ('originNode' in row && row.originNode === originNode);
}

/** A row that says what the newer one says was not in vain. */
async function supersede(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  rows: readonly StoredHeldRow[],
  block: PreparedBlock,
): Promise<void> {
  const places = new Map(block.recordIds.map((recordId, place) => [recordId, place]));
  await endSuperseded(context, tx, rows);
  await deleteHeld(tx, rows);
  const settlements: Settlement[] = [];
  for (const row of rows.filter(({ isReturned }) => !isReturned)) {
    const place = places.get(row.recordId) ?? -1;
    const isConfirmed =
      row.publicPart === block.publicParts[place] && row.restrictedPart === block.restrictedParts[place];
    const { submissionId } = row;
    settlements.push({ ...NOTHING_SETTLED, submissionId, ...fateOf(row, isConfirmed ? 'unchanged' : 'rejected') });
    if (!isConfirmed && !row.isShown)
      await insertRowErrors(tx, row.submissionId, [rejectedHeldReport(row.row, 'superseded_while_held')]);
  }
  await settleHeld(tx, settlements);
}

function isRecordedElsewhere(
  { tombstones }: Pick<Context, 'tombstones'>,
  away: AwayRecord | undefined,
  { publicPart, restrictedPart }: HeldRow,
): boolean {
  return away?.recorded?.equals(tombstones.ofContent(publicPart, restrictedPart)) ?? false;
}

function isSame(a: HeldRow, b: HeldRow): boolean {
  const digests = [a, b].map(({ internal }) => internal?.digest.toString('hex'));
  return (
    a.publicPart === b.publicPart &&
    a.restrictedPart === b.restrictedPart &&
    digests[0] === digests[1] &&
    a.reason === b.reason
  );
}
