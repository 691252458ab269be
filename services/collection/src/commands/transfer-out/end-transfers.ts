import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { handOnBy } from '../../domain/transfer-out/terms.ts';
import { END_REASONS, type EndReason } from '../../domain/transfer-out/transfer-out.ts';
import type { StoredHeldRow } from '../../store/held/held-rows.ts';
import { bringBackEarlier } from '../../store/transfer-out/bring-back.ts';
import { endTransfersOf, endTransfersOfHeld } from '../../store/transfer-out/open-transfers.ts';

/** A record whose transfers are to end, but for those to the province where it belongs from now on. */
export interface EndingRecord {
  recordId: string;
  exceptNode?: string;
}

/**
 * Ends the transfers of records that belong to another province no longer: what waits is not sent any more, and what may have arrived
 * is taken back there, which travels like a transfer; but for what its destination has given back, where that is kept until it has
 * arrived elsewhere. Records that were never sent are passed over. The feed's lock must be held.
 */
export async function endTransfers(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  records: readonly EndingRecord[],
  why: EndReason,
  { keepsGivenBack = false } = {},
): Promise<number> {
  if (records.length === 0) return 0;
  const ending = records.map(({ recordId, exceptNode = null }) => ({ recordId, exceptNode }));
  const nowMs = now();
  const because = {
    why,
    explanation: END_REASONS[why],
    at: new Date(nowMs),
    handOnBy: handOnBy(nowMs),
    keepsGivenBack,
  };
  return (await endTransfersOf(tx, ending, because)).takenBack;
}

/**
 * Takes records of which a submission has sent the last version back to the version before, where their destination has recorded that
 * one. Returns these records; with the others it is as if the submission had been all. The feed's lock must be held.
 */
export async function returnToEarlier(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  submissionId: string,
  recordIds: readonly string[],
): Promise<string[]> {
  if (recordIds.length === 0) return [];
  const nowMs = now();
  const because = {
    why: 'taken_back',
    explanation: END_REASONS.taken_back,
    at: new Date(nowMs),
    handOnBy: handOnBy(nowMs),
  };
  return await bringBackEarlier(tx, { submissionId, recordIds }, because);
}

/** Ends what is under way of held rows that a newer row of their records takes the place of; that one decides what comes next. */
export async function endSuperseded(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  rows: readonly Pick<StoredHeldRow, 'heldId'>[],
): Promise<void> {
  const heldIds = rows.map(({ heldId }) => heldId);
  await endTransfersOfHeld(tx, heldIds, { explanation: END_REASONS.superseded, at: new Date(now()) });
}
