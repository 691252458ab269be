import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { claimKeys } from '../../domain/attribution/attribute.ts';
import { heldReport } from '../../domain/attribution/held-row.ts';
import { registeredAs } from '../../domain/attribution/registered-as.ts';
import type { GivenBack } from '../../domain/transfer-out/apply-receipt.ts';
import { holdTransferred, insertHeld, lockHeldOf, markHeldDue } from '../../store/held/held-rows.ts';
import { replaceRowError } from '../../store/submission/row-errors.ts';
import type { OpenTransfer } from '../../store/transfer-out/answered-transfers.ts';

/** A record that its destination gives back, by the transfer that it had recorded. */
export interface ReturnedTransfer {
  transfer: OpenTransfer;
  givenBack: GivenBack;
}

/**
 * Holds records again that their destination gives back because their enterprises have moved on: each is the row that it was, and goes
 * where its enterprise is by now, or is recorded here. Nothing is taken that differs from what this node had sent: its destination does not correct what another
 * department produced. Passed over is what has a newer row in the queue, or belongs to a batch that is being undone. The feed's lock must be
 * held.
 */
export async function holdGivenBack(
  { now, tombstones }: Pick<Context, 'now' | 'tombstones'>,
  tx: Transaction,
  returned: readonly ReturnedTransfer[],
): Promise<void> {
  for (const { transfer, givenBack } of returned) {
    const { recordId, submissionId, row, contentDigest } = transfer;
    const { publicPart, restrictedPart } = givenBack;
    const isAsSent = contentDigest?.equals(tombstones.ofContent(publicPart, restrictedPart)) ?? false;
    const claim = registeredAs(givenBack);
    if (!isAsSent || !claim) continue;
    const isHeld = (await lockHeldOf(tx, [recordId])).length > 0;
    if (isHeld || !(await holdTransferred(tx, submissionId))) continue;
    // That it came late was counted when it was sent; what never leaves a node is gone.
    const rest = { internal: undefined, isLate: false, isShown: false };
    const held = { row, recordId, claim, reason: 'moved_out', publicPart, restrictedPart, ...rest } as const;
    await insertHeld(tx, submissionId, new Date(now()), [held]);
    const keys = claimKeys(claim).map(({ key }) => key);
    await markHeldDue(tx, keys);
    await replaceRowError(tx, submissionId, heldReport(row, claim, 'moved_out'));
  }
}
