import type { Executor, Transaction } from '@necips/runtime';

/** A new generation of the log that has not carried over everything yet. */
export interface CarryOver {
  generation: number;
  /** Carried over up to this record; '' before the first. */
  afterRecordId: string;
  /** Whether nothing is shown or carried over yet, because collection's feed was not followed to its end. */
  awaitsFeed: boolean;
}

/** Notes that everything is to be carried over to a generation. */
export async function insertCarryOver(
  tx: Transaction,
  { generation, awaitsFeed }: Omit<CarryOver, 'afterRecordId'>,
): Promise<void> {
  await tx`
    insert into carry_over (generation, after_record_id, awaits_feed) values (${generation}, '', ${awaitsFeed})`;
}

/** The carrying over that is under way; undefined for none. */
export async function findCarryOver(executor: Executor): Promise<CarryOver | undefined> {
  const [row] = await executor<CarryOver[]>`
    select generation, after_record_id as "afterRecordId", awaits_feed as "awaitsFeed" from carry_over
    order by generation desc limit 1`;
  return row;
}

/** Moves it on, in the transaction that appends the leaves. */
export async function moveCarryOver(tx: Transaction, generation: number, afterRecordId: string): Promise<void> {
  await tx`update carry_over set after_record_id = ${afterRecordId} where generation = ${generation}`;
}

/** Notes that collection's feed was followed to its end. */
export async function endAwaitingFeed(tx: Transaction, generation: number): Promise<void> {
  await tx`update carry_over set awaits_feed = false where generation = ${generation}`;
}

/** Notes that all is carried over. */
export async function deleteCarryOver(tx: Transaction, generation: number): Promise<void> {
  await tx`delete from carry_over where generation <= ${generation}`;
}
