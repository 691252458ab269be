import type { Executor, Transaction } from '@necips/runtime';

/** A version that a submission made, and what undoing it comes to. */
export interface UndoableVersion {
  sequence: number;
  recordId: string;
  rowNumber: number;
  /** Of the current version. */
  head: string | null;
  /** Current version of the record. */
  currentVersion: number;
  /** Whether the record still shows this version's content. */
  isShown: boolean;
  /** The record is lawfully withdrawn, or has moved to another province: there is nothing to undo here, and nothing to bring back. */
  isGone: boolean;
  /** The content to show instead; null where there is none, so that the record is withdrawn. Its head is null once erased. */
  previous: { version: number; head: string | null } | null;
}

/**
 * The next versions of a submission after a feed sequence. What was shown before one of them is the newest earlier version
 * that neither was made by undoing nor belongs to a submission that is itself undone: otherwise taking back two batches in
 * turn would bring the content of the first one back. Versions of one submission lie close together in the feed, so its
 * range of the primary key is enough of an index.
 */
export async function readUndoableVersions(
  tx: Executor,
  submissionId: string,
  range: { after: number; to: number },
  limit: number,
): Promise<UndoableVersion[]> {
  return await tx<UndoableVersion[]>`
    select made.sequence, made.record_id as "recordId", made.row_number as "rowNumber", content.head,
      current.version as "currentVersion", current.withdrawal_id is not null or current.moved_to is not null as "isGone",
      current.version = made.version or coalesce(current.restores = made.version, false) as "isShown",
      case when previous.operation = 1 then json_build_object('version', previous.version, 'head', previous.head) end as previous
    from (
      select * from record_version
      where sequence > ${range.after} and sequence <= ${range.to} and submission_id = ${submissionId} and not undo
      order by sequence limit ${limit}
    ) made
    cross join lateral (
      select sequence, version, restores, withdrawal_id, moved_to from record_version
      where record_id = made.record_id order by version desc limit 1
    ) current
    left join record_version_content content on content.sequence = current.sequence
    left join lateral (
      select earlier.version, earlier.operation, earlier_content.head
      from record_version earlier left join submission on submission.id = earlier.submission_id
        left join record_version_content earlier_content on earlier_content.sequence = earlier.sequence
      where earlier.record_id = made.record_id and earlier.version < made.version and not earlier.undo
        and submission.undo_target is null
      order by earlier.version desc limit 1
    ) previous on true
    order by made.sequence`;
}

/** A version that undoes another one. */
export interface UndoingVersion {
  recordId: string;
  version: number;
  head: string;
  rowNumber: number;
  /** Version whose content is shown again; null withdraws the record. */
  restores: number | null;
}

/** Appends versions that undo; contents, sealed ones too, are copied from the versions that they restore. The feed's lock must be held. */
export async function appendUndoingVersions(
  tx: Transaction,
  submissionId: string,
  collectedAtMs: number,
  versions: UndoingVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx`
    with undoing as (
      select * from unnest(
        ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[],
        ${versions.map(({ head }) => head)}::text[], ${versions.map(({ rowNumber }) => rowNumber)}::bigint[],
        ${versions.map(({ restores }) => restores)}::bigint[]
      ) with ordinality as undoing (record_id, version, head, row_number, restores, place)
    ), appended as (
      insert into record_version (record_id, version, operation, submission_id, row_number, undo, restores, collected_at_ms)
      select record_id, version, case when restores is null then 2 else 1 end, ${submissionId}::uuid, row_number, true,
        restores, ${collectedAtMs}::bigint
      from undoing order by place
      returning sequence, record_id, version
    ), internal as (
      insert into record_version_internal (sequence, digest, sealed)
      select appended.sequence, internal.digest, internal.sealed
      from appended join undoing using (record_id, version)
        join record_version restored on restored.record_id = undoing.record_id and restored.version = undoing.restores
        join record_version_internal internal on internal.sequence = restored.sequence
    )
    insert into record_version_content (sequence, head, public_part, restricted_part)
    select appended.sequence, undoing.head, coalesce(content.public_part, ''), coalesce(content.restricted_part, '')
    from appended join undoing using (record_id, version)
      left join record_version restored on restored.record_id = undoing.record_id and restored.version = undoing.restores
      left join record_version_content content on content.sequence = restored.sequence`;
}
