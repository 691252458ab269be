import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { rejectedHeldReport } from '../../domain/attribution/held-row.ts';
import { deleteHeld, fateOf, lockHeldOf, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { endTransfers } from './end-transfers.ts';

/**
 * Takes records back from other provinces at the word of the department that produced them; what of them is still held here goes with
 * it, or it would be sent again. The feed's lock must be held.
 */
export async function removeAway(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  department: string,
  records: readonly { recordId: string }[],
): Promise<void> {
  if (records.length === 0) return;
  await endTransfers(context, tx, records, 'removed');
  const recordIds = records.map(({ recordId }) => recordId);
  const rows = (await lockHeldOf(tx, recordIds)).filter((row) => row.department === department);
  await deleteHeld(tx, rows);
  for (const held of rows) {
    const { submissionId, row, isReturned, isShown } = held;
    if (isReturned) continue;
    if (!isShown) await insertRowErrors(tx, submissionId, [rejectedHeldReport(row, 'superseded_while_held')]);
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, ...fateOf(held, 'rejected') }]);
  }
}
