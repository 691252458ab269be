import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { rejectedHeldReport } from '../../domain/attribution/held-row.ts';
import { notRecorded } from '../../domain/transfer-in/refusals.ts';
import { WITHDRAWALS_HERE, type WithdrawalHere } from '../../domain/transfer-in/withdrawals.ts';
import { deleteHeld, lockHeld, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import {
  findStrays,
  lockSettled,
  type NotedFate,
  noteFates,
  type SettledRow,
} from '../../store/transfer-in/settled-transfers.ts';

/** Transfers that one step settles. */
const STEP_TRANSFERS = 200;

/**
 * Notes what has become of transfers that waited for their subject: it was registered, an officer claimed or returned the row, the law
 * withdrew it, an administrator took it back. What the centre says is registered with a third province leaves the queue: its sender
 * has to ask again. By what is so, not by what happened, so that nothing that settles a row needs to know of transfers. Returns how
 * many it has settled.
 */
export async function settleTransfers({
  sql,
  now,
  node,
  events,
}: Pick<Context, 'sql' | 'now' | 'node' | 'events'>): Promise<number> {
  return await sql.begin(async (tx) => {
    const at = new Date(now());
    await refuseStrays(tx, node);
    const settled = await lockSettled(tx, STEP_TRANSFERS);
    const fates = settled.map(fateOf);
    await noteFates(tx, fates, at);
    for (const { state } of fates) events.transferSettled(state);
    return settled.length;
  });
}

async function refuseStrays(tx: Transaction, node: string): Promise<void> {
  for (const { heldId, locatedNode } of await findStrays(tx, node, STEP_TRANSFERS)) {
    const row = await lockHeld(tx, heldId);
    // Somebody has worked it meanwhile.
    if (!row || row.isReturned) continue;
    await deleteHeld(tx, [row]);
    const { submissionId } = row;
    await insertRowErrors(tx, submissionId, [rejectedHeldReport(row.row, 'registered_elsewhere', locatedNode)]);
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, rejected: 1 }]);
  }
}

function fateOf({ number, accepted, unchanged, withheld, isUndone, code, reason, ...current }: SettledRow): NotedFate {
  const nowhere = { number, recordVersion: null, feedSequence: null };
  if (isUndone) return { ...notRecorded('refused', 'taken_back_here'), ...nowhere };
  if (accepted + unchanged > 0) {
    const { recordVersion, feedSequence, isWithdrawn } = current;
    if (isWithdrawn) return withdrawnHere({ number, recordVersion }, 'lawfully_withdrawn');
    return { number, state: 'recorded', reason: '', explanation: '', recordVersion, feedSequence };
  }
  if (code === 'superseded_while_held') return { ...notRecorded('refused', 'superseded'), ...nowhere };
  const why = withheld > 0 ? 'withheld' : (code ?? 'returned');
  return { ...nowhere, state: 'refused', reason: why, explanation: reason ?? '' };
}

/** The fate of what was recorded and is shown no longer. */
export function withdrawnHere(
  recorded: Pick<NotedFate, 'number' | 'recordVersion'>,
  reason: WithdrawalHere,
): NotedFate {
  return { ...recorded, state: 'withdrawn', reason, explanation: WITHDRAWALS_HERE[reason], feedSequence: null };
}
