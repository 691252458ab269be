import type { Executor, Transaction } from '@necips/runtime';
import type { HeadFrame } from '../../domain/record-head.ts';
import type { SealedPart } from '../../domain/sealing.ts';

/** Rows of one block that are to become versions, as parallel lists. */
export interface NewVersions {
  submissionId: string;
  /** USCC of the department that hands them in: what another one produced stays as it is. */
  department: string;
  /**
   * The node that took them in, where that was another one: what was taken in elsewhere stays as it is, too, whatever department the
   * sender names.
   */
  originNode?: string | undefined;
  /** What stands between the parts of a head. */
  frame: HeadFrame;
  collectedAtMs: number;
  rows: number[];
  recordIds: string[];
  /** As they stand in the heads. */
  subjects: string[];
  publicParts: string[];
  /** '' where there is none. */
  restrictedParts: string[];
  /** What never leaves the node, sealed. */
  internals: (SealedPart | undefined)[];
  /** '1' where a row came later than the term of M§9 allows, else ''. */
  lates: string[];
  /** Rows that are to change a record which is there. */
  changes: number[];
  /** They are older than a restore, so that what came back then is newer than they are. */
  keepsRefilled: boolean;
}

/** What became of them. */
export interface AppendedVersions {
  accepted: number;
  firstSequence: number | null;
  lastSequence: number | null;
  /** Those of `watchedRows` that made a version. */
  acceptedRows: number[] | null;
  /** Rows about a record that another department produced, and rows that are to change a record which is not there. */
  otherRows: number[] | null;
  missingRows: number[] | null;
  /** Appended versions that came later than the term of M§9 allows. */
  late: number;
}

/**
 * Appends a version for every row whose content is not already the current one, in row order. The feed's lock must be
 * held, so that nobody else gives a record its next version. One statement: comparing in the server spares sending the
 * current contents here. A version and its content are rows of two tables, so that the content can be erased; drawing the
 * sequence number first spares joining what was inserted (together 2.5 µs a row more than one table). Whose a record is, is
 * asked in the same pass: the batches of a block's current versions are few, so that PostgreSQL looks each up once. Lists travel as one text each, joined by a character that canonical JSON cannot hold: quoting every
 * element of a PostgreSQL array, and reading that, costs 6 µs a row, client and server together, and this 3.
 */
export async function appendVersions(
  tx: Transaction,
  versions: NewVersions,
  watchedRows: number[],
): Promise<AppendedVersions> {
  const { frame, collectedAtMs } = versions;
  const isSealed = versions.internals.some((internal) => internal !== undefined);
  const collectedAt = new Date(collectedAtMs).toISOString();
  const isOfAnother =
    versions.originNode === undefined
      ? tx``
      : tx`or ${versions.originNode}::text is distinct from case when current.refilled
            then content.head::jsonb -> 'origin' ->> 'node' else owner.origin_node end`;
  const append = tx<AppendedVersions[]>`
    with row as (
      select * from unnest(
        ${versions.rows}::bigint[],
        string_to_array(${versions.recordIds.join(SEPARATOR)}, ${SEPARATOR}),
        string_to_array(${versions.subjects.join(SEPARATOR)}, ${SEPARATOR}),
        string_to_array(${versions.publicParts.join(SEPARATOR)}, ${SEPARATOR}),
        string_to_array(${joinSparse(versions.restrictedParts)}, ${SEPARATOR}),
        string_to_array(${isSealed ? versions.internals.map(digestOf).join(SEPARATOR) : ''}, ${SEPARATOR}),
        string_to_array(${isSealed ? versions.internals.map(sealedOf).join(SEPARATOR) : ''}, ${SEPARATOR}),
        string_to_array(${joinSparse(versions.lates)}, ${SEPARATOR})
      ) as row (number, record_id, subject, public_part, restricted_part, digest, sealed, late)
    ), changed as materialized (
      select case when not other and not missing then nextval('record_version_sequence_seq') end as sequence, row.* from (
        select row.*, coalesce(current.version, 0) + 1 as version,
          current.operation is distinct from 1 and row.number = any (${versions.changes}::bigint[]) as missing,
          coalesce(current.operation = 1 and (${versions.department}::text <> case when current.refilled
            then content.head::jsonb -> 'provider' ->> 'code' else owner.department end ${isOfAnother}), false) as other,
          coalesce(current.operation = 1 and content.public_part = row.public_part
            and content.restricted_part = coalesce(row.restricted_part, '')
            ${isSealed ? tx`and encode(coalesce(internal.digest, ''), 'hex') = coalesce(row.digest, '')` : tx``}
            or ${versions.keepsRefilled}::boolean and current.refilled, false) as stays
        from row left join lateral (
          select sequence, version, operation, refilled, submission_id from record_version
          where record_version.record_id = row.record_id order by version desc limit 1
        ) current on true
        left join submission owner on owner.id = current.submission_id
        left join record_version_content content on content.sequence = current.sequence
        ${isSealed ? tx`left join record_version_internal internal on internal.sequence = current.sequence` : tx``}
        order by row.number
      ) row where other or not stays
    ), appended as (
      insert into record_version (sequence, record_id, version, operation, submission_id, row_number, undo, collected_at_ms)
      overriding system value
      select sequence, record_id, version, 1, ${versions.submissionId}::uuid, number, false, ${collectedAtMs}::bigint
      from changed where sequence is not null
    ), stored as (
      insert into record_version_content (sequence, head, public_part, restricted_part)
      select sequence,
        ${frame.beforeTime + collectedAt + frame.beforeRow}::text || number || ${frame.beforeRecordId}::text || record_id ||
          ${frame.beforeSubject}::text || subject || ${frame.beforeVersion}::text || version || ${frame.end}::text,
        public_part, coalesce(restricted_part, '')
      from changed where sequence is not null
    )${
      isSealed
        ? tx`, internal as (
      insert into record_version_internal (sequence, digest, sealed)
      select sequence, decode(digest, 'hex'), decode(sealed, 'base64') from changed where sealed <> '' and sequence is not null
    )`
        : tx``
    }
    select count(sequence) as accepted, min(sequence) as "firstSequence", max(sequence) as "lastSequence",
      array_agg(number) filter (where number = any (${watchedRows}::bigint[]) and sequence is not null) as "acceptedRows",
      array_agg(number) filter (where other) as "otherRows", array_agg(number) filter (where missing) as "missingRows",
      count(sequence) filter (where late = '1') as late
    from changed`;
  // Both statements travel together.
  const [, [appended]] = await Promise.all([preferIndexes(tx), append]);
  if (!appended) throw new Error('an aggregate gave no row');
  return appended;
}

/**
 * Lets this transaction find current versions by index only. A plan made while the table had a page or two would scan it for
 * every record, and would be kept while the table grows by a million rows.
 */
export async function preferIndexes(tx: Transaction): Promise<void> {
  await tx`set local enable_seqscan = off`;
}

/** The newest version of a record, and its place in the feed; undefined where the node has none. */
export async function findCurrent(
  sql: Executor,
  recordId: string,
): Promise<{ version: number; sequence: number } | undefined> {
  const [row] = await sql<{ version: number; sequence: number }[]>`
    select version, sequence from record_version where record_id = ${recordId} order by version desc limit 1`;
  return row;
}

/** One entry of the feed. */
export interface FeedEntry {
  sequence: number;
  recordId: string;
  version: number;
  operation: number;
  /** '' for a lawful withdrawal, and where the content is gone; so are the parts. */
  head: string;
  publicPart: string;
  restrictedPart: string;
  collectedAtMs: number;
  /** Keyed hash of recordId, where this is a lawful withdrawal. */
  tombstone: Buffer | null;
  /** The content was erased. */
  contentGone: boolean;
}

/** The columns of `record_version` and its content that make an entry. */
export const entryColumns = (sql: Executor) => sql`
  sequence, record_id as "recordId", version, operation, coalesce(head, '') as head,
  coalesce(public_part, '') as "publicPart", coalesce(restricted_part, '') as "restrictedPart",
  collected_at_ms as "collectedAtMs", tombstone, head is null and withdrawal_id is null as "contentGone"`;

/** Entries with a higher sequence number, in order: at most `limit`, and at most `bytesMax` of content but at least one. */
export async function readFeedAfter(
  sql: Executor,
  sequence: number,
  { limit, bytesMax }: { limit: number; bytesMax: number },
): Promise<FeedEntry[]> {
  return await sql<FeedEntry[]>`
    select ${entryColumns(sql)}
    from (
      select *, sum(coalesce(octet_length(head) + octet_length(public_part) + octet_length(restricted_part), 0))
        over (order by sequence) as bytes, row_number() over (order by sequence) as place
      from (select * from record_version where sequence > ${sequence} order by sequence limit ${limit}) version
      left join record_version_content content using (sequence)
    ) entry
    where place = 1 or bytes <= ${bytesMax}
    order by sequence`;
}

/** Lawful withdrawals with a higher sequence number, in order, whatever lies between them. */
export async function readWithdrawalsAfter(sql: Executor, sequence: number, limit: number): Promise<FeedEntry[]> {
  return await sql<FeedEntry[]>`
    select ${entryColumns(sql)}
    from (
      select * from record_version where withdrawal_id is not null and sequence > ${sequence} order by sequence limit ${limit}
    ) version
    left join record_version_content content using (sequence)
    order by sequence`;
}

/** The highest sequence number of the feed; 0 where it is empty. */
export async function readFeedSequence(sql: Executor): Promise<number> {
  const [row] = await sql<{ sequence: number }[]>`
    select coalesce(max(sequence), 0) as sequence from record_version`;
  return row?.sequence ?? 0;
}

const SEPARATOR = '\u0001';

/** A list of which mostly all is empty: then nothing is sent, and PostgreSQL reads absent values. */
function joinSparse(texts: readonly string[]): string {
  return texts.some((text) => text !== '') ? texts.join(SEPARATOR) : '';
}

const digestOf = (internal: SealedPart | undefined) => internal?.digest.toString('hex') ?? '';
const sealedOf = (internal: SealedPart | undefined) => internal?.sealed.toString('base64') ?? '';
