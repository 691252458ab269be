import type { Context } from '../../context.ts';
import { journalAnswer } from '../../store/transfer/journal.ts';
import { locateSubjects } from '../../store/transfer/locate-subjects.ts';
import { encodeLocated, encodeTransferReceipt, type Outbound } from '../../transfer-messages.ts';
import { carryTransfers } from './carry-transfers.ts';

/** A message for a province's `federation.inbound.v1.<node>`. */
export interface ForNode {
  node: string;
  value: Buffer;
}

/**
 * Answers what a province asks, and carries on what it hands over, in one transaction of the journal; returns what is to be sent, which
 * may be sent more than once. `node` is the province whose topic it came by: whose word it is, is known by that alone.
 */
export async function carryOutbound(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'now'>,
  node: string,
  messages: readonly Outbound[],
): Promise<ForNode[]> {
  const locates = messages.flatMap((each) => (each.kind === 'locate' ? each : []));
  const transfers = messages.flatMap((each) => (each.kind === 'transfer' ? each : []));
  const receipts = messages.flatMap((each) => (each.kind === 'receipt' ? each : []));
  return context.sql.begin(async (tx) => {
    const found =
      locates.length === 0
        ? []
        : await locateSubjects(
            tx,
            locates.map(({ whom }) => whom),
          );
    const sending = locates.map(({ locateId }, i): ForNode => {
      const whereabouts = found[i] ?? { outcome: 'unknown' };
      context.events.subjectLocated(node, whereabouts.outcome);
      return { node, value: encodeLocated(locateId, whereabouts, context.now()) };
    });
    if (transfers.length > 0) sending.push(...(await carryTransfers(context, tx, node, transfers)));
    for (const { receipt, state } of receipts) {
      const { transferId, to, reason } = receipt;
      const answer = { fromNode: to, transferId, toNode: node, state, ...(reason !== '' && { reason }) };
      // A receipt for what was never carried there is nobody's; should the journal have lost it, the sender's next repetition brings
      // it and the answer back.
      const isKnown = await journalAnswer(tx, answer);
      context.events.transferAnswered(node, isKnown ? state : 'unknown');
      if (isKnown) sending.push({ node: to, value: encodeTransferReceipt(receipt, node) });
    }
    return sending;
  });
}
