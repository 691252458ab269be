import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { rejectedHeldReport } from '../../domain/attribution/held-row.ts';
import { deleteHeld, lockHeldOf, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { endTransfers } from './end-transfers.ts';

/**
 * Takes records back from other provinces at the word of the department that produced them; what of them is still held here goes with
 * it, or it would be sent again. The feed's lock must be held.
 */
export async function removeAway(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  records: readonly { recordId: string }[],
): Promise<void> {
  if (records.length === 0) return;
  await endTransfers(context, tx, records, 'removed');
  const rows = await lockHeldOf(
    tx,
    records.map(({ recordId }) => recordId),
  );
  await deleteHeld(tx, rows);
  for (const { submissionId, row, isReturned } of rows) {
    if (isReturned) continue;
    await insertRowErrors(tx, submissionId, [rejectedHeldReport(row, 'superseded_while_held')]);
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, rejected: 1 }]);
  }
}
