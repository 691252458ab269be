import type { Transaction } from '@necips/runtime';
import type { Change, LogPosition } from '../../copy/change.ts';
import { deleteContents, insertContents } from '../../copy/contents.ts';
import { deleteRecords, insertRecords } from '../../copy/records.ts';
import { lockSubjects, recomputeSubjects } from '../../copy/subjects.ts';
import { insertSuperseded } from '../../copy/superseded.ts';
import type { Decision } from './decide-leaf.ts';

/**
 * Makes leaves stand as decided, whatever stands there or anywhere else under the same records, and the subjects concerned follow
 * from it. The caller holds the log's lock.
 */
export async function writeLeaves(
  tx: Transaction,
  log: LogPosition,
  decided: ReadonlyMap<number, Decision>,
): Promise<void> {
  if (decided.size === 0) return;
  const { node, generation } = log;
  const indexes = [...decided.keys()];
  const changes = [...decided.values()].flatMap(({ change }) => change ?? []);
  await lockSubjects(tx, 'recompute');
  const removed = await tx<{ subjectId: string }[]>`
    delete from exchange.record
    where node = ${node} and generation = ${generation} and leaf_index = any(${indexes}::bigint[])
    returning subject_id as "subjectId"`;
  await deleteContents(
    tx,
    node,
    indexes.map((leafIndex) => ({ generation, leafIndex })),
  );
  await tx`
    delete from exchange.superseded
    where node = ${node} and generation = ${generation} and leaf_index = any(${indexes}::bigint[])`;
  await deleteRecords(
    tx,
    node,
    changes.map(({ recordId }) => recordId),
  );
  await insertRecords(tx, log, changes);
  await insertContents(tx, log, changes);
  await insertSuperseded(tx, log, supersededOf(decided));
  await recompute(tx, new Set([...removed, ...changes].map(({ subjectId }) => subjectId)));
}

/** Makes subjects follow from the registrations that stand. The caller holds the lock on subjects. */
export async function recompute(tx: Transaction, subjectIds: ReadonlySet<string>): Promise<void> {
  if (subjectIds.size > 0) await recomputeSubjects(tx, [...subjectIds]);
}

function supersededOf(decided: ReadonlyMap<number, Decision>) {
  return Array.from(decided, ([leafIndex, { successorIndex }]) =>
    successorIndex === undefined ? [] : [{ leafIndex, successorIndex }],
  ).flat();
}

/** What a change leaves standing at its leaf, in the form in which stored rows are digested. */
export function standingAs({ change, successorIndex }: Decision) {
  const { leafIndex = 0 } = change ?? {};
  const stored = change && {
    record: recordOf(change),
    content: {
      leafIndex,
      salt: Buffer.from(change.salt),
      head: change.head,
      publicPart: change.publicPart,
      restrictedPart: change.restrictedPart,
    },
  };
  return {
    ...stored,
    ...(successorIndex !== undefined && { superseded: { leafIndex, successorIndex, successor: null } }),
  };
}

function recordOf({ recordId, subjectId, item, version, leafIndex, pseudonym, timeMs }: Change) {
  return { recordId, subjectId, item, version, leafIndex, pseudonym, timeMs };
}
