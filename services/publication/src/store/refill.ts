import type { Executor, Transaction } from '@necips/runtime';

/** Notes, at its first batch, how many leaves the log had when a refill began. */
export async function insertRefill(tx: Transaction, generation: number, fromIndex: number): Promise<void> {
  await tx`insert into refill (generation, from_index) values (${generation}, ${fromIndex}) on conflict do nothing`;
}

/** How many leaves the log had when its refill began; undefined where none is under way. */
export async function findRefill(executor: Executor, generation: number): Promise<number | undefined> {
  const [row] = await executor<{ fromIndex: number }[]>`
    select from_index as "fromIndex" from refill where generation = ${generation}`;
  return row?.fromIndex;
}

/** Notes that a refill has ended. */
export async function deleteRefill(tx: Transaction, generation: number): Promise<void> {
  await tx`delete from refill where generation = ${generation}`;
}
