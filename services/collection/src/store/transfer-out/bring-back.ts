import type { Transaction } from '@necips/runtime';
import { versionFloor } from './open-transfers.ts';
import { lastSent } from './transfer-records.ts';

/**
 * Takes back what a submission has sent of records down to the version before, where the same province has recorded that one and its
 * own submission stands: as the next version of each, which bears the batch and the row that it brings back. What is under way is ended.
 * Returns those records; of the others everything is to be taken back. The feed's lock must be held.
 */
export async function bringBackEarlier(
  tx: Transaction,
  { submissionId, recordIds }: { submissionId: string; recordIds: readonly string[] },
  { why, explanation, at, handOnBy }: { why: string; explanation: string; at: Date; handOnBy: string },
): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    with going as (
      select record_key, record_id, sent.version, to_node, greatest(transfer_record.version, ${versionFloor(tx)}) + 1 as next_version
      from unnest(${[...recordIds]}::text[]) as asked (record_id)
      join transfer_record using (record_id)
      join transfer_out sent using (record_key)
      where sent.version = ${lastSent(tx)} and away and submission_id = ${submissionId}
    ), earlier as (
      select going.record_key, record_id, going.to_node, before.submission_id, before.row_number, before.content_digest,
        before.version as back_to_version, going.next_version as version
      from going cross join lateral (
        select earlier.* from transfer_out earlier join submission on submission.id = earlier.submission_id
        where earlier.record_key = going.record_key and earlier.version < going.version and not earlier.taken_back
          and earlier.submission_id <> ${submissionId} and submission.undo_target is null
        order by earlier.version desc limit 1
      ) before
      where before.to_node = going.to_node and before.state in ('recorded', 'published') and not exists (
        select from transfer_out back
        where back.record_key = going.record_key and back.to_node = going.to_node and back.taken_back and back.version > before.version
      )
    ), ended as (
      update transfer_out set state = 'ended', reason = ${why}, explanation = ${explanation}, next_send_at = null, answered_at = ${at}
      from earlier
      where transfer_out.record_key = earlier.record_key and not taken_back and state in ('waiting', 'deferred')
    ), counted as (
      update transfer_record set version = earlier.version from earlier where transfer_record.record_key = earlier.record_key
    )
    insert into transfer_out (transfer_id, record_key, version, taken_back, back_to_version, to_node, submission_id, row_number,
      content_digest, state, reason, explanation, learned_at, hand_on_by, next_send_at)
    select gen_random_uuid(), record_key, version, false, back_to_version, to_node, submission_id, row_number, content_digest,
      'waiting', ${why}, ${explanation}, ${at}, ${handOnBy}, ${at}
    from earlier
    returning (select earlier.record_id from earlier where earlier.record_key = transfer_out.record_key) as "recordId"`;
  return rows.map(({ recordId }) => recordId);
}
