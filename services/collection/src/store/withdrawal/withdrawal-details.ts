import type { Executor, Transaction } from '@necips/runtime';
import type { HashedRecord } from './tombstones.ts';

/**
 * The oldest act hidden before an instant whose records are still known by name. The directory of subjects needs the names to forget
 * what it knows of them: an act that it has not read yet has to wait.
 */
export async function findNamedWithdrawal(sql: Executor, before: Date): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from withdrawal
    where details_erased_at is null and hidden_at < ${before}
      and coalesce(last_sequence, 0) <= (select sequence from subject_directory where name = 'record')
    order by number limit 1`;
  return row?.id;
}

/** Some of its records that are still known by name. */
export async function readNamedTombstones(
  tx: Transaction,
  withdrawalId: string,
  limit: number,
): Promise<HashedRecord[]> {
  return await tx<HashedRecord[]>`
    select hash, record_id as "recordId" from tombstone
    where withdrawal_id = ${withdrawalId} and record_id is not null order by hash limit ${limit}`;
}

/** Forgets the names of records, so that their tombstones alone are left. */
export async function forgetNames(tx: Transaction, withdrawalId: string, recordIds: readonly string[]): Promise<void> {
  await tx`
    update tombstone set record_id = null
    where withdrawal_id = ${withdrawalId} and record_id = any (${[...recordIds]}::text[])`;
}

/** Notes that no record of an act is known by name any more. */
export async function markDetailsErased(tx: Transaction, withdrawalId: string, at: Date): Promise<void> {
  await tx`update withdrawal set details_erased_at = ${at}, request_hash = null where id = ${withdrawalId}`;
}
