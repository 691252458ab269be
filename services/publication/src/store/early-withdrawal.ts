import type { Executor, Transaction } from '@necips/runtime';

/** A withdrawal that was published ahead of its place in the feed. */
export interface EarlyWithdrawal {
  recordId: string;
  /** No version of the record up to this one gets a leaf. */
  version: number;
  /** Where it stands in collection's feed. */
  sequence: number;
}

/** Remembers withdrawals that the feed has yet to pass. */
export async function insertEarlyWithdrawals(tx: Transaction, early: readonly EarlyWithdrawal[]): Promise<void> {
  if (early.length === 0) return;
  await tx`
    insert into early_withdrawal as known (record_id, version, sequence)
    select distinct on (record_id) * from unnest(${early.map(({ recordId }) => recordId)}::text[],
      ${early.map(({ version }) => version)}::bigint[], ${early.map(({ sequence }) => sequence)}::bigint[])
      as early (record_id, version, sequence)
    order by record_id, version desc
    on conflict (record_id) do update set version = excluded.version, sequence = excluded.sequence
    where excluded.version > known.version`;
}

/** Up to which version these records are withdrawn ahead of the feed; absent where they are not. */
export async function findEarlyWithdrawals(
  executor: Executor,
  recordIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await executor<{ recordId: string; version: number }[]>`
    select record_id as "recordId", version from early_withdrawal where record_id = any(${[...recordIds]}::text[])`;
  return new Map(rows.map(({ recordId, version }) => [recordId, version]));
}

/** Forgets withdrawals that the feed has passed. */
export async function deleteEarlyWithdrawals(tx: Transaction, upToSequence: number): Promise<void> {
  await tx`delete from early_withdrawal where sequence <= ${upToSequence}`;
}

/** Whether any withdrawal is ahead of the feed. */
export async function hasEarlyWithdrawals(executor: Executor): Promise<boolean> {
  return (await executor`select from early_withdrawal limit 1`).length > 0;
}
