import type { Transaction } from '@necips/runtime';

/** A record of a subject that has moved, as it is shown, with what of it never leaves the node. */
export interface MovableVersion {
  recordId: string;
  /** The batch and the row that gave it what it shows. */
  submissionId: string;
  row: number;
  /** `PEN@1`. */
  format: string;
  publicPart: string;
  restrictedPart: string;
  digest: Buffer | null;
  sealed: Buffer | null;
  /** The node that took it in, where that was another one; else null. */
  originNode: string | null;
}

/**
 * Those of the records that can go after their subject: shown, of a batch that is not being undone, and without a newer row in the
 * queue. The feed's lock must be held.
 */
export async function readMovable(tx: Transaction, recordIds: readonly string[]): Promise<MovableVersion[]> {
  return await tx<MovableVersion[]>`
    select asked.record_id as "recordId", said.submission_id as "submissionId", said.row_number as row, submission.format,
      content.public_part as "publicPart", content.restricted_part as "restrictedPart", internal.digest, internal.sealed,
      origin_node as "originNode"
    from unnest(${[...recordIds]}::text[]) with ordinality as asked (record_id, place)
    cross join lateral (
      select * from record_version where record_version.record_id = asked.record_id order by version desc limit 1
    ) current
    join record_version said on said.record_id = current.record_id and said.version = coalesce(current.restores, current.version)
    join submission on submission.id = said.submission_id
    join record_version_content content on content.sequence = current.sequence
    left join record_version_internal internal on internal.sequence = current.sequence
    where current.operation = 1 and undo_target is null
      and not exists (select from held_record where held_record.record_id = asked.record_id)
    order by place`;
}

/** A version that withdraws a record which another node has recorded instead. */
export interface MovedVersion {
  recordId: string;
  version: number;
  /** Canonical JSON. */
  head: string;
  /** Six digits of that node. */
  movedTo: string;
}

/** Appends such versions; each bears the batch and the row of the one that it withdraws. The feed's lock must be held. */
export async function appendMoved(
  tx: Transaction,
  collectedAtMs: number,
  versions: readonly MovedVersion[],
): Promise<void> {
  if (versions.length === 0) return;
  await tx`
    with moved as (
      select * from unnest(
        ${versions.map(({ recordId }) => recordId)}::text[], ${versions.map(({ version }) => version)}::bigint[],
        ${versions.map(({ head }) => head)}::text[], ${versions.map(({ movedTo }) => movedTo)}::text[]
      ) with ordinality as moved (record_id, version, head, moved_to, place)
    ), appended as (
      insert into record_version (record_id, version, operation, submission_id, row_number, undo, collected_at_ms, moved_to)
      select record_id, moved.version, 2, shown.submission_id, shown.row_number, true, ${collectedAtMs}::bigint, moved.moved_to
      from moved join record_version shown using (record_id)
      where shown.version = moved.version - 1 order by place
      returning sequence, record_id
    )
    insert into record_version_content (sequence, head, public_part, restricted_part)
    select sequence, head, '', '' from appended join moved using (record_id)`;
}
