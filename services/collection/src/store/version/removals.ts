import type { Transaction } from '@necips/runtime';

/** Where a record stands that is to be withdrawn by its department. */
export interface ShownVersion {
  recordId: string;
  version: number;
  head: string;
  /** USCC of the department that produced what it shows. */
  department: string;
  /** The node that took it in, where that was another one; else null. */
  originNode: string | null;
}

/** Those of these records that show something. */
export async function readShown(tx: Transaction, recordIds: readonly string[]): Promise<ShownVersion[]> {
  return await tx<ShownVersion[]>`
    select asked as "recordId", current.version, content.head,
      coalesce(submission.department, content.head::jsonb -> 'provider' ->> 'code') as department,
      case when submission.id is null then content.head::jsonb -> 'origin' ->> 'node' else submission.origin_node end as "originNode"
    from unnest(${[...recordIds]}::text[]) as asked
    cross join lateral (
      select sequence, version, operation, submission_id from record_version
      where record_version.record_id = asked order by version desc limit 1
    ) current
    join record_version_content content on content.sequence = current.sequence
    left join submission on submission.id = current.submission_id
    where current.operation = 1`;
}

/** A version by which a department withdraws a record of its own. */
export interface RemovingVersion {
  recordId: string;
  version: number;
  head: string;
  rowNumber: number;
}

/** Appends withdrawing versions, which have no content but their head. The feed's lock must be held. */
export async function appendRemovals(
  tx: Transaction,
  submissionId: string,
  collectedAtMs: number,
  versions: readonly RemovingVersion[],
): Promise<{ firstSequence: number | null; lastSequence: number | null }> {
  const [appended] = await tx<{ firstSequence: number | null; lastSequence: number | null }[]>`
    with removing as (
      select * from unnest(
        ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[],
        ${versions.map(({ head }) => head)}::text[], ${versions.map(({ rowNumber }) => rowNumber)}::bigint[]
      ) as removing (record_id, version, head, row_number)
    ), appended as (
      insert into record_version (record_id, version, operation, submission_id, row_number, undo, collected_at_ms)
      select record_id, version, 2, ${submissionId}::uuid, row_number, false, ${collectedAtMs}::bigint
      from removing order by row_number
      returning sequence, record_id
    ), stored as (
      insert into record_version_content (sequence, head, public_part, restricted_part)
      select sequence, head, '', '' from appended join removing using (record_id)
    )
    select min(sequence) as "firstSequence", max(sequence) as "lastSequence" from appended`;
  return appended ?? { firstSequence: null, lastSequence: null };
}
