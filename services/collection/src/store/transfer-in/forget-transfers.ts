import type { Executor, Transaction } from '@necips/runtime';

/** Takes the words out of what is noted of transfers of these records: they may say whom they are about. True where there were any. */
export async function forgetExplanations(tx: Transaction, recordIds: readonly string[]): Promise<boolean> {
  const { count } = await tx`
    update transfer_in set explanation = ''
    where record_id = any (array(select unnest(${[...recordIds]}::text[]))) and explanation <> ''`;
  return count > 0;
}

/** Gives transfers of records other identities. */
export async function renameTransfers(tx: Transaction, names: readonly { from: string; to: string }[]): Promise<void> {
  await tx`
    update transfer_in set record_id = name.after
    from unnest(${names.map(({ from }) => from)}::text[], ${names.map(({ to }) => to)}::text[]) as name (before, after)
    where record_id = name.before`;
}

/** Forgets transfers on which nothing depends: refused ones, and versions that a newer one has replaced. */
export async function deleteOldTransfers(sql: Executor, before: Date): Promise<void> {
  await sql`
    delete from transfer_in old where state_at < ${before} and answers_sent >= answers_due
      and (state = 'refused' or state in ('recorded', 'published', 'given_back', 'withdrawn') and exists (
        select from transfer_in newer where newer.from_node = old.from_node and newer.record_key = old.record_key
          and newer.version > old.version and newer.state in ('recorded', 'published', 'given_back', 'withdrawn')))`;
}
