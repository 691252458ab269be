import { createHash } from 'node:crypto';
import type { Executor, Transaction } from '@necips/runtime';
import type { LogPosition } from '../../copy/change.ts';
import { findGeneration } from '../../copy/generations.ts';
import { lockSubjects } from '../../copy/subjects.ts';
import type { DifferenceKind } from '../differences/difference-kind.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import { recompute } from '../leaves/write-leaves.ts';
import type { PatrolContext } from '../patrolled-log.ts';

const TABLES = {
  record: 'record_extra',
  record_content: 'content_extra',
  superseded: 'superseded_false',
} as const satisfies Record<string, DifferenceKind>;

/** Deletes what stands at no leaf of the log: beyond its end, before its beginning, or in no generation. Returns how many rows. */
export async function sweepMisplaced(context: PatrolContext, position: LogPosition): Promise<number> {
  const { sql, log, events } = context;
  const state = await log.state.read(sql);
  if (!state || !(await isAnyMisplaced(sql, position, state.size))) return 0;
  const found = (await sql.begin(async (tx) => {
    const locked = await log.state.read(tx, { lock: true });
    if (locked?.generation !== position.generation) return [];
    await lockSubjects(tx, 'recompute');
    return deleteMisplaced(tx, position, locked.size);
  })) as { kind: DifferenceKind; leafIndex: number }[];
  for (const { kind, leafIndex } of found) {
    events.differenceFound(log.node, { kind, leafIndex });
    events.differenceMended(log.node, { kind, leafIndex, how: 'log' });
  }
  return found.length;
}

async function deleteMisplaced(tx: Transaction, position: LogPosition, size: number) {
  const found: { kind: DifferenceKind; leafIndex: number }[] = [];
  const subjects = new Set<string>();
  const first = await firstWithRecords(tx, position);
  for (const [table, kind] of Object.entries(TABLES)) {
    const from = table === 'superseded' ? 1 : first;
    const rows = await tx<{ leafIndex: number; row: string; subjectId: string | null }[]>`
      delete from exchange.${tx(table)} t where ${isMisplaced(tx, position, size, 'leaf_index', from)}
      returning leaf_index as "leafIndex", to_jsonb(t)::text as row, to_jsonb(t)->>'subject_id' as "subjectId"`;
    for (const { leafIndex, row, subjectId } of rows) {
      if (subjectId !== null) subjects.add(subjectId);
      await note(tx, position, { kind, leafIndex, row });
      found.push({ kind, leafIndex });
    }
  }
  const batches = await tx<{ leafIndex: number; row: string }[]>`
    delete from exchange.log_batch t where ${isMisplaced(tx, position, size, 'first_index')}
    returning first_index as "leafIndex", checkpoint as row`;
  for (const { leafIndex, row } of batches) {
    await note(tx, position, { kind: 'batch_extra', leafIndex, row });
    found.push({ kind: 'batch_extra', leafIndex });
  }
  await recompute(tx, subjects);
  return found;
}

async function note(
  tx: Transaction,
  position: LogPosition,
  { kind, leafIndex, row }: { kind: DifferenceKind; leafIndex: number; row: string },
): Promise<void> {
  const oldDigest = createHash('sha256').update(row).digest();
  await openDifference(tx, position, { kind, leafIndex, oldDigest });
  await closeDifference(tx, position, { kind, leafIndex, how: 'log', bytesMoved: 0, newDigest: null });
}

async function isAnyMisplaced(executor: Executor, position: LogPosition, size: number): Promise<boolean> {
  const first = await firstWithRecords(executor, position);
  const [row] = await executor<{ found: boolean }[]>`
    select exists (select from exchange.record where ${isMisplaced(executor, position, size, 'leaf_index', first)})
      or exists (select from exchange.record_content where ${isMisplaced(executor, position, size, 'leaf_index', first)})
      or exists (select from exchange.superseded where ${isMisplaced(executor, position, size, 'leaf_index')})
      or exists (select from exchange.log_batch where ${isMisplaced(executor, position, size, 'first_index')}) as found`;
  return row?.found ?? false;
}

/** The earliest generation in which a record may stand. */
async function firstWithRecords(executor: Executor, position: LogPosition): Promise<number> {
  const { isCarriedOver } = (await findGeneration(executor, position)) ?? { isCarriedOver: false };
  return isCarriedOver ? position.generation : 1;
}

/**
 * What stands in an earlier generation is that generation's, and not looked at; but records are of the newest one, once all are
 * carried over. Each part is a range of the primary key.
 */
function isMisplaced(executor: Executor, { node, generation }: LogPosition, size: number, place: string, first = 1) {
  return executor`node = ${node} and (generation > ${generation} or generation < ${first}
    or (generation = ${generation} and (${executor(place)} >= ${size} or ${executor(place)} < 0)))`;
}
