import type { Context } from '../../context.ts';
import type { ArrivedTransfer } from '../../domain/transfer-in/arrived-transfer.ts';
import { notRecorded } from '../../domain/transfer-in/refusals.ts';
import { lockTransferIn, putTransferIn } from '../../store/transfer-in/transfers-in.ts';

/**
 * Notes that a transfer could not be taken in for a fault of this node's own, so that it keeps back neither those behind it nor its
 * sender's answer: it comes again.
 */
export async function noteTransferFault(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  transfer: ArrivedTransfer,
  error: unknown,
): Promise<void> {
  await sql.begin(async (tx) => {
    if (await lockTransferIn(tx, transfer)) return;
    await putTransferIn(tx, transfer, notRecorded('deferred', 'node_fault'), new Date(now()));
  });
  events.transferFailed(transfer.transferId, error);
}
