import type { Transaction } from '@necips/runtime';
import type { HashedRecord } from '../withdrawal/tombstones.ts';

/**
 * Appends a withdrawing version, which has no content, for each of these records: also for one that taking back has withdrawn
 * already, for a reader that is behind in the feed may still show it. The feed's lock must be held. Returns how many were
 * shown, and the last of the versions.
 */
export async function appendWithdrawals(
  tx: Transaction,
  withdrawalId: string,
  collectedAtMs: number,
  records: readonly HashedRecord[],
): Promise<{ published: number; lastSequence: number | null }> {
  const [appended] = await tx<{ published: number; lastSequence: number | null }[]>`
    with withdrawn as materialized (
      select nextval('record_version_sequence_seq') as sequence, * from (
        select asked.record_id, decode(hash, 'hex') as hash, current.version, current.operation
        from unnest(
          ${records.map(({ recordId }) => recordId)}::text[], ${records.map(({ hash }) => hash.toString('hex'))}::text[]
        ) with ordinality as asked (record_id, hash, place)
        cross join lateral (
          select version, operation from record_version
          where record_version.record_id = asked.record_id order by version desc limit 1
        ) current
        order by place
      ) current
    ), appended as (
      insert into record_version (sequence, record_id, version, operation, row_number, undo, collected_at_ms, withdrawal_id,
        tombstone)
      overriding system value
      select sequence, record_id, version + 1, 2, 0, false, ${collectedAtMs}::bigint, ${withdrawalId}::uuid, hash
      from withdrawn
    )
    select count(*) filter (where operation = 1) as published, max(sequence) as "lastSequence" from withdrawn`;
  return appended ?? { published: 0, lastSequence: null };
}

/** The last feed sequence at which one of these records was withdrawn lawfully; null where none was. */
export async function readLastWithdrawal(tx: Transaction, recordIds: readonly string[]): Promise<number | null> {
  const [row] = await tx<{ sequence: number | null }[]>`
    select max(sequence) as sequence from record_version
    where record_id = any (${[...recordIds]}::text[]) and withdrawal_id is not null`;
  return row?.sequence ?? null;
}

/** Erases the content of every version of these records. */
export async function eraseContents(tx: Transaction, recordIds: readonly string[]): Promise<void> {
  await allowErasure(tx);
  await tx`
    delete from record_version_content content using record_version version
    where version.record_id = any (${[...recordIds]}::text[]) and content.sequence = version.sequence`;
}

/** Lets this transaction delete contents and rename versions, which nothing else may do. */
export async function allowErasure(tx: Transaction): Promise<void> {
  await tx`set local necips.erasure = 'on'`;
}

/** Gives the versions of records other identities. `allowErasure` must have been called. */
export async function renameVersions(tx: Transaction, names: readonly { from: string; to: string }[]): Promise<void> {
  await tx`
    update record_version set record_id = name.after
    from unnest(${names.map(({ from }) => from)}::text[], ${names.map(({ to }) => to)}::text[]) as name (before, after)
    where record_id = name.before`;
}

/** Those of these records that the node has ever recorded, that wait for their subject, or that went to another province. */
export async function findRecorded(tx: Transaction, recordIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ recordId: string }[]>`
    select asked as "recordId" from unnest(${[...recordIds]}::text[]) as asked
    where exists (select from record_version where record_id = asked)
      or exists (select from held_record where record_id = asked)
      or exists (select from transfer_record where record_id = asked)`;
  return new Set(rows.map(({ recordId }) => recordId));
}

/** The records of a submission's next versions after a feed sequence, and the sequence that this reaches. */
export async function readSubmissionRecords(
  tx: Transaction,
  submissionId: string,
  range: { after: number; to: number },
  limit: number,
): Promise<{ recordIds: string[]; versions: number; reached: number }> {
  const rows = await tx<{ sequence: number; recordId: string }[]>`
    select sequence, record_id as "recordId" from record_version
    where sequence > ${range.after} and sequence <= ${range.to} and submission_id = ${submissionId} and not undo
    order by sequence limit ${limit}`;
  const recordIds = [...new Set(rows.map(({ recordId }) => recordId))];
  return { recordIds, versions: rows.length, reached: rows.at(-1)?.sequence ?? range.after };
}
