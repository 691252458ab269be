import type { Transaction } from '@necips/runtime';
import type { ForeignOrigin } from '../../domain/record-head.ts';

/** A record of another province that came back after a restore. */
export interface RefilledTransfer extends ForeignOrigin {
  recordId: string;
  item: string;
}

/**
 * Notes under which name their senders know records that came back after a restore, so that a taking back, which says nothing else of a
 * record, still finds it. Any version that comes is newer. Nobody waits for an answer about them.
 */
export async function putRefilledTransfers(
  tx: Transaction,
  records: readonly RefilledTransfer[],
  at: Date,
): Promise<void> {
  if (records.length === 0) return;
  await tx`
    insert into transfer_in (from_node, transfer_id, record_key, version, taken_back, item, state, reason, explanation, record_id,
      received_at, state_at, answers_due, answers_sent)
    select node, ${REFILLED} || record_key, record_key, 0, false, item, 'published', '', '', record_id, ${at}::timestamptz,
      ${at}::timestamptz, 0, 0
    from unnest(
      ${records.map(({ node }) => node)}::text[], ${records.map(({ recordKey }) => recordKey)}::text[],
      ${records.map(({ item }) => item)}::text[], ${records.map(({ recordId }) => recordId)}::text[]
    ) as refilled (node, record_key, item, record_id)
    on conflict (from_node, transfer_id) do nothing`;
}

/** No id that a sender gives begins so. */
const REFILLED = '~';
