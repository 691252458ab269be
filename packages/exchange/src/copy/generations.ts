import type { Executor, Transaction } from '@necips/runtime';
import type { FollowedLog, Following } from '../verification/follow-log.ts';
import type { LogPosition } from './change.ts';
import { forgetWithdrawn } from './forget-withdrawn.ts';
import { lockSubjects, recomputeSubjects } from './subjects.ts';

/** A generation that follows another one, as it stands in a copy. */
export interface StoredGeneration extends Following {
  /** To be carried over, as its first leaf says; null before that. */
  records: number | null;
}

/** What a generation follows; undefined for a log's first. */
export async function findGeneration(
  executor: Executor,
  { node, generation }: LogPosition,
): Promise<StoredGeneration | undefined> {
  const [row] = await executor<(Omit<FollowedLog, 'generation'> & Omit<StoredGeneration, 'log'>)[]>`
    select previous_size as size, previous_root as root, previous_checkpoint as checkpoint, records,
      carried_over_at is not null as "isCarriedOver"
    from exchange.log_generation where node = ${node} and generation = ${generation}`;
  if (!row) return undefined;
  const { size, root, checkpoint, records, isCarriedOver } = row;
  return { log: { generation: generation - 1, size, root, checkpoint }, records, isCarriedOver };
}

/**
 * Begins a generation in a copy: what it follows is kept, and what concerned only the older log is closed. Records of the older log
 * go on being shown until each has a leaf in this one.
 */
export async function insertGeneration(
  tx: Transaction,
  { node, generation }: LogPosition,
  { size, root, checkpoint }: FollowedLog,
): Promise<void> {
  await tx`
    insert into exchange.log_generation (node, generation, previous_size, previous_root, previous_checkpoint)
    values (${node}, ${generation}, ${size}, ${Buffer.from(root)}, ${checkpoint})`;
  await tx`delete from exchange.hidden where node = ${node} and generation < ${generation}`;
  await tx`
    update exchange.difference set mended_at = now(), how = 'itself'
    where node = ${node} and generation < ${generation} and mended_at is null`;
}

/** Notes how many records the first leaf says are to be carried over. */
export async function updateGenerationRecords(
  tx: Transaction,
  { node, generation }: LogPosition,
  records: number,
): Promise<void> {
  await tx`
    update exchange.log_generation set records = ${records} where node = ${node} and generation = ${generation}`;
}

/**
 * Ends the carrying over, in the transaction that applies its leaf and before what follows that: what still stands in an older log is
 * shown no longer. Returns how many records there were.
 */
export async function closeGeneration(tx: Transaction, { node, generation }: LogPosition): Promise<number> {
  await tx`
    update exchange.log_generation set carried_over_at = now()
    where node = ${node} and generation = ${generation} and carried_over_at is null`;
  const dropped = await tx<{ recordId: string; subjectId: string }[]>`
    delete from exchange.record where node = ${node} and generation < ${generation}
    returning record_id as "recordId", subject_id as "subjectId"`;
  const contents = await tx`
    delete from exchange.record_content where node = ${node} and generation < ${generation} returning leaf_index`;
  if (dropped.length === 0 && contents.length === 0) return 0;
  await lockSubjects(tx, 'recompute');
  await forgetWithdrawn(tx, node, dropped);
  const subjectIds = [...new Set(dropped.map(({ subjectId }) => subjectId))];
  if (subjectIds.length > 0) await recomputeSubjects(tx, subjectIds);
  return dropped.length;
}

/** The newest generation of a node's log, as its keys tell; undefined before it has any. */
export async function newestGeneration(executor: Executor, node: string): Promise<number | undefined> {
  const [row] = await executor<{ generation: number | null }[]>`
    select max(generation) as generation from exchange.log_key where node = ${node}`;
  return row?.generation ?? undefined;
}

/** How many of a node's records stand in this log, and how many in an older one. Reads the node's records: 100 ms a million. */
export async function countCarriedOver(
  executor: Executor,
  { node, generation }: LogPosition,
): Promise<{ carried: number; left: number }> {
  const [row] = await executor<{ carried: number; left: number }[]>`
    select count(*) filter (where generation = ${generation}) as carried,
      count(*) filter (where generation < ${generation}) as left
    from exchange.record where node = ${node}`;
  return row ?? { carried: 0, left: 0 };
}
