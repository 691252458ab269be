import type { Executor } from '@necips/runtime';

/** A shown record whose leaf stands in an older generation of the log. */
export interface OlderRecord {
  recordId: string;
  generation: number;
  leafIndex: number;
}

/** Shown records of older generations after a record, in the order of records. */
export async function listOlderRecords(
  executor: Executor,
  {
    node,
    generation,
    afterRecordId,
    limit,
  }: { node: string; generation: number; afterRecordId: string; limit: number },
): Promise<OlderRecord[]> {
  return executor<OlderRecord[]>`
    select record_id as "recordId", generation, leaf_index as "leafIndex" from exchange.record
    where node = ${node} and record_id > ${afterRecordId} and generation < ${generation}
    order by record_id limit ${limit}`;
}

/** A withdrawal that an older generation of the log says. */
export interface OlderWithdrawal {
  generation: number;
  leafIndex: number;
  recordId: string;
}

/** Withdrawals of older generations that the centre has not verified, oldest first. */
export async function listOlderWithdrawals(
  executor: Executor,
  generation: number,
  limit: number,
): Promise<OlderWithdrawal[]> {
  return executor<OlderWithdrawal[]>`
    select generation, leaf_index as "leafIndex", record_id as "recordId" from pending_withdrawal
    where generation < ${generation} order by generation, leaf_index limit ${limit}`;
}

/** Gives withdrawals their place in the newer log, and the tombstones that belong to them. */
export async function moveWithdrawals(
  executor: Executor,
  { node, generation, firstIndex }: { node: string; generation: number; firstIndex: number },
  moved: readonly OlderWithdrawal[],
): Promise<void> {
  const from = executor`unnest(${moved.map((each) => each.generation)}::integer[],
    ${moved.map((each) => each.leafIndex)}::bigint[]) with ordinality as old (generation, leaf_index, place)`;
  await executor`
    update exchange.tombstone t set generation = ${generation}, leaf_index = ${firstIndex} + old.place - 1
    from ${from} where t.node = ${node} and t.generation = old.generation and t.leaf_index = old.leaf_index`;
  await executor`
    update pending_withdrawal p set generation = ${generation}, leaf_index = ${firstIndex} + old.place - 1
    from ${from} where p.generation = old.generation and p.leaf_index = old.leaf_index`;
}

/** Forgets withdrawals of older generations that the centre had verified before they ended: up to `size` leaves of the last one. */
export async function deleteVerifiedWithdrawals(
  executor: Executor,
  { generation, size }: { generation: number; size: number },
): Promise<void> {
  await executor`delete from pending_withdrawal where generation = ${generation} and leaf_index < ${size}`;
}
