import type { Executor, Transaction } from '@necips/runtime';
import { entryColumns, type FeedEntry } from './record-versions.ts';

/**
 * The latest version of each record after a record, in the order of records, as of a sequence number: at most `limit`, and at
 * most `bytesMax` of content but at least one.
 */
export async function readCurrentAfter(
  sql: Executor,
  { afterRecordId, asOfSequence }: { afterRecordId: string; asOfSequence: number },
  { limit, bytesMax }: { limit: number; bytesMax: number },
): Promise<FeedEntry[]> {
  return await sql<FeedEntry[]>`
    select ${entryColumns(sql)}
    from (
      select *, sum(coalesce(octet_length(head) + octet_length(public_part) + octet_length(restricted_part), 0))
        over (order by record_id) as bytes, row_number() over (order by record_id) as place
      from (
        select distinct on (record_id) * from record_version
        where record_id > ${afterRecordId} and sequence <= ${asOfSequence}
        order by record_id, version desc limit ${limit}
      ) version
      left join record_version_content content using (sequence)
    ) entry
    where place = 1 or bytes <= ${bytesMax}
    order by record_id`;
}

/** The newest entry of the feed up to a sequence number; undefined where there is none. */
export async function findEntryAt(sql: Executor, sequence: number): Promise<FeedEntry | undefined> {
  const [entry] = await sql<FeedEntry[]>`
    select ${entryColumns(sql)}
    from (select * from record_version where sequence <= ${sequence} order by sequence desc limit 1) version
    left join record_version_content content using (sequence)`;
  return entry;
}

/**
 * The latest version of each record between two records, in the order of records, without the first and with the last; `to` undefined
 * has no end. At most `limit`.
 */
export async function readCurrentBetween(
  tx: Transaction,
  { after, to }: { after: string; to: string | undefined },
  limit: number,
): Promise<CurrentVersion[]> {
  return await tx<CurrentVersion[]>`
    select distinct on (record_id) sequence, record_id as "recordId", version, operation, coalesce(head, '') as head,
      coalesce(public_part, '') as "publicPart", coalesce(restricted_part, '') as "restrictedPart",
      submission_id as "submissionId", row_number as "rowNumber"
    from record_version left join record_version_content content using (sequence)
    where record_id > ${after} and (${to ?? null}::text is null or record_id <= ${to ?? ''})
    order by record_id, version desc limit ${limit}`;
}

/** Where a record stands. */
export interface CurrentVersion {
  sequence: number;
  recordId: string;
  version: number;
  operation: number;
  head: string;
  publicPart: string;
  restrictedPart: string;
  /** Null for a lawful withdrawal. */
  submissionId: string | null;
  rowNumber: number;
}

/** A version that comes back. */
export interface RefilledVersion {
  recordId: string;
  version: number;
  /** 1 publish, 2 withdraw. */
  operation: 1 | 2;
  head: string;
  publicPart: string;
  restrictedPart: string;
  submissionId: string;
  rowNumber: number;
}

/** Appends versions that come back, with the numbers that they had. The feed's lock must be held. */
export async function appendRefilled(
  tx: Transaction,
  collectedAtMs: number,
  versions: readonly RefilledVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx`
    with refilled as (
      select * from unnest(
        ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[],
        ${versions.map(({ operation }) => operation)}::integer[], ${versions.map(({ head }) => head)}::text[],
        ${versions.map(({ publicPart }) => publicPart)}::text[],
        ${versions.map(({ restrictedPart }) => restrictedPart)}::text[],
        ${versions.map(({ submissionId }) => submissionId)}::uuid[],
        ${versions.map(({ rowNumber }) => rowNumber)}::bigint[]
      ) as refilled (record_id, version, operation, head, public_part, restricted_part, submission_id, row_number)
    ), appended as (
      insert into record_version (record_id, version, operation, submission_id, row_number, undo, collected_at_ms, refilled)
      select record_id, version, operation, submission_id, row_number, operation = 2, ${collectedAtMs}::bigint, true
      from refilled order by record_id, version
      returning sequence, record_id, version
    )
    insert into record_version_content (sequence, head, public_part, restricted_part)
    select sequence, head, public_part, restricted_part from appended join refilled using (record_id, version)`;
}
