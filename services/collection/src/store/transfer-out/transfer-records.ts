import type { Executor, Transaction } from '@necips/runtime';

/** A record that is in another province, or on its way. */
export interface AwayRecord {
  recordId: string;
  /** USCC of the department that provides it. */
  department: string;
  /** Format of its last version, `PEN@1`. */
  format: string;
  /** Keyed hash of what that version said, where its destination has recorded it; null otherwise. */
  recorded: Buffer | null;
}

/** Those of these records that are away. */
export async function readAway(tx: Executor, recordIds: readonly string[]): Promise<AwayRecord[]> {
  return await tx<AwayRecord[]>`
    select record_id as "recordId", transfer_record.department, format,
      case when transfer_out.state in ('recorded', 'published') then content_digest end as recorded
    from unnest(${[...recordIds]}::text[]) as asked (record_id)
    join transfer_record using (record_id)
    join transfer_out on transfer_out.record_key = transfer_record.record_key and transfer_out.version = ${lastSent(tx)}
    join submission on submission.id = submission_id
    where away`;
}

/** Number of the last version of a `transfer_record` that says something: taking back elsewhere may come behind it. */
export const lastSent = (tx: Executor) => tx`(
  select max(version) from transfer_out sent where sent.record_key = transfer_record.record_key and not sent.taken_back)`;

/** Some records of which a version came from this submission and that the outbox still knows by name. */
export async function readNamedOf(tx: Transaction, submissionId: string, limit: number): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from transfer_out join transfer_record using (record_key)
    where submission_id = ${submissionId} and record_id not like '%/~%' order by number limit ${limit}`;
  return [...new Set(rows.map(({ recordId }) => recordId))];
}

/** Some records whose last version came from this submission and that are away. */
export async function readAwayOf(tx: Transaction, submissionId: string, limit: number): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from transfer_out
    join transfer_record using (record_key)
    where transfer_out.version = ${lastSent(tx)} and submission_id = ${submissionId} and away order by number limit ${limit}`;
  return rows.map(({ recordId }) => recordId);
}

/**
 * Forgets what the outbox knows of lawfully withdrawn records: their names, and what the destinations have said. True where it knew any.
 * A record that is sent again once its withdrawal was lifted is another one, also for its destination.
 */
export async function forgetTransferred(
  tx: Transaction,
  names: readonly { from: string; to: string }[],
): Promise<boolean> {
  const forgotten = await tx`
    with record as (
      update transfer_record set record_id = name.after || '-' || left(record_key::text, 8)
      from unnest(${names.map(({ from }) => from)}::text[], ${names.map(({ to }) => to)}::text[]) as name (before, after)
      where record_id = name.before returning record_key
    )
    update transfer_out set remote_record_id = null, explanation = '', content_digest = null
    from record where transfer_out.record_key = record.record_key`;
  return forgotten.count > 0;
}
