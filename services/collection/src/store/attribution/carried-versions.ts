import type { Executor, Transaction } from '@necips/runtime';

/** A subject whose records are carried along to its present code. */
export interface CarriedSubject {
  subjectId: number;
  code: string;
  name: string;
  carriedAfter: string;
}

/** A record as it is now shown. */
export interface ShownVersion {
  recordId: string;
  version: number;
  /** Canonical JSON. */
  head: string;
  submissionId: string;
  rowNumber: number;
  /** The version that first said what this one says. */
  restores: number;
}

/** A subject some of whose records may bear another code than it has. */
export async function findCarryDue(sql: Executor): Promise<number | undefined> {
  const [row] = await sql<{ subjectId: number }[]>`
    select subject_id as "subjectId" from subject where carry_due and record_id is not null order by subject_id limit 1`;
  return row?.subjectId;
}

/** That subject, locked; undefined where its records are carried along by now. */
export async function lockCarried(tx: Transaction, subjectId: number): Promise<CarriedSubject | undefined> {
  const [row] = await tx<CarriedSubject[]>`
    select subject_id as "subjectId", code, name, carried_after as "carriedAfter" from subject
    where subject_id = ${subjectId} and carry_due and record_id is not null for update`;
  return row;
}

/** Notes how far the records of a subject are carried along; undefined for all of them. */
export async function noteCarried(tx: Transaction, subjectId: number, after: string | undefined): Promise<void> {
  await tx`
    update subject set carry_due = ${after !== undefined}, carried_after = ${after ?? ''} where subject_id = ${subjectId}`;
}

/** The next records about a subject, in the order of identities. */
export async function readRecordsOf(
  tx: Executor,
  subjectId: number,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from record_subject
    where subject_id = ${subjectId} and record_id > ${after} order by record_id limit ${limit}`;
  return rows.map(({ recordId }) => recordId);
}

/** Registration records whose place another one of the same subject has taken, locked. */
export async function lockSuperseded(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from subject_registration where superseded order by record_id limit ${limit} for update`;
  return rows.map(({ recordId }) => recordId);
}

/** Notes that these are withdrawn. */
export async function noteSupersededWithdrawn(tx: Transaction, recordIds: readonly string[]): Promise<void> {
  await tx`update subject_registration set superseded = false where record_id = any (${[...recordIds]}::text[])`;
}

/** Those of the records that are shown, as they are now. The feed's lock must be held. */
export async function readShownVersions(tx: Transaction, recordIds: readonly string[]): Promise<ShownVersion[]> {
  return await tx<ShownVersion[]>`
    select asked.record_id as "recordId", current.version, content.head, current.submission_id as "submissionId",
      current.row_number as "rowNumber", coalesce(current.restores, current.version) as restores
    from unnest(${[...recordIds]}::text[]) with ordinality as asked (record_id, place)
    cross join lateral (
      select * from record_version where record_version.record_id = asked.record_id order by version desc limit 1
    ) current
    join record_version_content content on content.sequence = current.sequence
    where current.operation = 1 and current.submission_id is not null
    order by place`;
}

/**
 * Appends a version to each of these records: with the content that it shows and another head, or withdrawing it. It counts as a
 * restoring version, so that whoever takes the batch back to which the content belongs still takes back what is shown. The feed's
 * lock must be held.
 */
export async function appendCarried(
  tx: Transaction,
  collectedAtMs: number,
  versions: readonly (ShownVersion & { operation: 1 | 2 })[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx`
    with carried as (
      select * from unnest(
        ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[],
        ${versions.map(({ operation }) => operation)}::integer[], ${versions.map(({ head }) => head)}::text[],
        ${versions.map(({ submissionId }) => submissionId)}::uuid[], ${versions.map(({ rowNumber }) => rowNumber)}::bigint[],
        ${versions.map(({ restores }) => restores)}::bigint[]
      ) with ordinality as carried (record_id, version, operation, head, submission_id, row_number, restores, place)
    ), appended as (
      insert into record_version (record_id, version, operation, submission_id, row_number, undo, restores, collected_at_ms)
      select record_id, version + 1, operation, submission_id, row_number, true, case when operation = 1 then restores end,
        ${collectedAtMs}::bigint
      from carried order by place
      returning sequence, record_id, version, operation
    ), internal as (
      insert into record_version_internal (sequence, digest, sealed)
      select appended.sequence, internal.digest, internal.sealed
      from appended join carried on carried.record_id = appended.record_id
        join record_version shown on shown.record_id = carried.record_id and shown.version = carried.version
        join record_version_internal internal on internal.sequence = shown.sequence
      where appended.operation = 1
    )
    insert into record_version_content (sequence, head, public_part, restricted_part)
    select appended.sequence, carried.head,
      case when appended.operation = 1 then content.public_part else '' end,
      case when appended.operation = 1 then content.restricted_part else '' end
    from appended join carried on carried.record_id = appended.record_id
      join record_version shown on shown.record_id = carried.record_id and shown.version = carried.version
      join record_version_content content on content.sequence = shown.sequence`;
}
