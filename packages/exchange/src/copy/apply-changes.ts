import { REGISTRATION_ITEM } from '@necips/domain';
import { inOneGo, type Transaction } from '@necips/runtime';
import type { Change, LogPosition } from './change.ts';
import { deleteContents, insertContents } from './contents.ts';
import { forgetWithdrawn } from './forget-withdrawn.ts';
import { deleteRecords, findRecords, insertRecords, type RecordState } from './records.ts';
import { type SubjectRow, toSubjectRow } from './subject-row.ts';
import { lockSubjects, recomputeSubjects, writeSubjects } from './subjects.ts';
import { insertSuperseded, supersededBy } from './superseded.ts';

/**
 * Brings the public copy to where these leaves of one log leave it: the last change of each record counts, content that
 * is superseded or withdrawn is deleted and its leaf noted as such, and the subjects concerned are brought up to date.
 *
 * Changes are in log order, 1 to some thousand; the partitions of the node exist (`ensureNodePartition`). The caller
 * holds whatever keeps writers of one log apart, and calls this once a transaction. A change at or below the leaf that a
 * record stands at (of the same generation) changes nothing, so a repetition is harmless; only a withdrawn record
 * leaves nothing behind to compare with, so changes from before its withdrawal must come with the withdrawal.
 * A caller that has asked `findRecords` for all of these records in the same transaction hands over what it found: asking
 * again is a tenth of the work. Throws `unprocessable` for a registration without name or date.
 */
export async function applyChanges(
  tx: Transaction,
  log: LogPosition,
  changes: Change[],
  found?: ReadonlyMap<string, RecordState>,
): Promise<void> {
  const last = new Map(changes.map((change) => [change.recordId, change]));
  const current = found ?? (await findRecords(tx, log.node, [...last.keys()]));
  const newer = [...last.values()].filter((change) => isNewer(change, log, current.get(change.recordId)));
  if (newer.length === 0) return;

  const past = newer.filter((change) => current.has(change.recordId)).map((change) => change.recordId);
  const published = newer.filter((change) => change.op === 'publish');
  const registrations = published.filter((change) => change.item === REGISTRATION_ITEM);
  const subjects = registrations.map((change) => toSubjectRow({ ...change, node: log.node }));
  const doubtful = subjectsInDoubt(newer, current, subjects);
  // A record that is new supersedes nothing, and most are.
  const isAllNew = past.length === 0 && last.size === changes.length;
  const superseded = isAllNew ? [] : supersededBy(changes, current.values(), log.generation);
  // Sent in this order without waiting in between: the server works on one while the next is being written.
  await inOneGo([
    deleteContents(
      tx,
      log.node,
      past.flatMap((recordId) => current.get(recordId) ?? []),
    ),
    deleteRecords(tx, log.node, past),
    insertRecords(tx, log, published),
    insertContents(tx, log, published),
    insertSuperseded(tx, log, superseded),
    forgetWithdrawn(tx, log.node, published.length < newer.length ? newer.filter(isWithdrawal) : []),
    lockSubjects(tx, doubtful.length > 0 ? 'recompute' : 'publish'),
    writeSubjects(tx, subjects),
  ]);
  if (doubtful.length > 0) await recomputeSubjects(tx, doubtful);
}

const isWithdrawal = ({ op }: Change) => op === 'withdraw';

function isNewer(change: Change, log: LogPosition, current: RecordState | undefined): boolean {
  if (!current) return change.op === 'publish';
  if (log.generation !== current.generation) return log.generation > current.generation;
  return change.leafIndex > current.leafIndex;
}

/**
 * Subjects whose registration to show cannot be told from the new one alone, because one that they had is gone, moved to
 * another subject, now bears an earlier time (which only a new generation of the log can bring), or is 迁出 and may not have been.
 */
function subjectsInDoubt(
  newer: Change[],
  current: ReadonlyMap<string, RecordState>,
  subjects: readonly SubjectRow[],
): string[] {
  const corrected = subjects.filter(({ movedOut, recordId }) => movedOut && current.has(recordId));
  const doubtful = new Set(corrected.map(({ subjectId }) => subjectId));
  for (const change of newer) {
    const before = current.get(change.recordId);
    if (before?.item !== REGISTRATION_ITEM) continue;
    const isGone = change.op === 'withdraw' || change.subjectId !== before.subjectId;
    if (isGone || change.timeMs < before.timeMs) doubtful.add(before.subjectId);
  }
  return [...doubtful];
}
