import type { Executor, Transaction } from '@necips/runtime';

/** The last sequence of the feed; 0 while it is empty. */
export async function readFeedEnd(sql: Executor): Promise<number> {
  const [row] = await sql<{ sequence: number }[]>`select coalesce(max(sequence), 0) as sequence from record_version`;
  return row?.sequence ?? 0;
}

/** Up to which feed sequence versions that take something back have been looked at, locked. */
export async function lockWalk(tx: Transaction): Promise<number> {
  const [row] = await tx<{ sequence: number }[]>`select sequence from transfer_in_walk for update`;
  return row?.sequence ?? 0;
}

export async function moveWalk(tx: Transaction, sequence: number): Promise<void> {
  await tx`update transfer_in_walk set sequence = ${sequence}`;
}

/** The next versions by which something was undone, carried along or withdrawn by law, of whatever record. */
export async function readTakingBack(
  tx: Transaction,
  { after, to, limit }: { after: number; to: number; limit: number },
): Promise<{ sequence: number; recordId: string }[]> {
  return await tx<{ sequence: number; recordId: string }[]>`
    select sequence, record_id as "recordId" from record_version
    where sequence > ${after} and sequence <= ${to} and (undo or withdrawal_id is not null) order by sequence limit ${limit}`;
}

/** A transfer that was recorded, and whose content this node shows no longer. */
export interface UnshownTransfer {
  number: number;
  recordVersion: number;
  isLawful: boolean;
}

/**
 * Those transfers of the records that were recorded, that their senders have neither replaced nor taken back, and that are shown no
 * longer by an act of this node; locked. What shows their content again in a later version, as when its subject got another code,
 * shows them; what has moved with its subject is shown elsewhere.
 */
export async function lockUnshown(tx: Transaction, recordIds: readonly string[]): Promise<UnshownTransfer[]> {
  return await tx<UnshownTransfer[]>`
    select taken.number, taken.record_version as "recordVersion", current.withdrawal_id is not null as "isLawful"
    from transfer_in taken
    cross join lateral (
      select version, restores, undo, moved_to, withdrawal_id from record_version
      where record_version.record_id = taken.record_id order by version desc limit 1
    ) current
    left join record_version recorded on recorded.record_id = taken.record_id and recorded.version = taken.record_version
    where taken.record_id = any (${[...recordIds]}::text[]) and taken.state in ('recorded', 'published', 'given_back') and not taken.taken_back
      and taken.record_version is not null and (current.undo and current.moved_to is null or current.withdrawal_id is not null)
      and coalesce(current.restores, current.version) <> coalesce(recorded.restores, taken.record_version)
      and not exists (
        select from transfer_in newer
        where newer.from_node = taken.from_node and newer.record_key = taken.record_key and newer.version > taken.version
          and newer.state in ('recorded', 'published', 'given_back', 'withdrawn')
      )
    order by taken.number for update of taken`;
}
