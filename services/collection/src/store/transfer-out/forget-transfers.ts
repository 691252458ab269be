import type { Executor } from '@necips/runtime';
import { lastSent } from './transfer-records.ts';

/**
 * Forgets transfers that had their last word before a time, and on which nothing depends: what a later version has taken the place of in
 * the same province since, what never arrived in any, and all of a record that is in no other province any more. The last version of a
 * record that is away stays, and so do the numbers of its versions. Returns how many there were, `limit` at most.
 */
export async function deleteOldTransfers(
  sql: Executor,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { count } = await sql`
    delete from transfer_out where transfer_id in (
      select old.transfer_id from transfer_out old join transfer_record using (record_key)
      where ${isOver(sql, 'old', before)} and (
        old.version < ${lastSent(sql)} and (
          old.sends = 0 or old.state = 'refused' and not old.by_centre
          or exists (
            select from transfer_out newer
            where newer.record_key = old.record_key and newer.to_node = old.to_node and newer.version > old.version
              and ${isOver(sql, 'newer', before)} and (newer.taken_back or newer.state in ('recorded', 'published', 'given_back', 'withdrawn'))
          )
        )
        or not away and not exists (
          select from transfer_out other where other.record_key = old.record_key and not (${isOver(sql, 'other', before)})
        )
      )
      limit ${limit}
    )`;
  return count;
}

/** It had its last word before then, and its body is not in the queue. */
const isOver = (sql: Executor, transfer: string, before: Date) => {
  const column = (name: string) => sql`${sql(transfer)}.${sql(name)}`;
  return sql`
    ${column('next_send_at')} is null and ${column('held_id')} is null
    and coalesce(${column('answered_at')}, ${column('learned_at')}) < ${before}`;
};
