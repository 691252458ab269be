import { necips } from '@necips/proto';
import type { ConsumerOptions } from '@necips/runtime';
import { storeLocated } from '../commands/locate/store-located.ts';
import { storeReceipts } from '../commands/transfer-out/store-receipts.ts';
import type { Context } from '../context.ts';
import type { HeldAnswer } from '../domain/attribution/held-record.ts';
import type { TransferWord } from '../domain/transfer-out/apply-receipt.ts';
import { fromLocatedMessage } from '../federation-messages.ts';
import { fromReceiptMessage } from '../transfer-out-messages.ts';

/**
 * What the centre sends to this node and is collection's: where enterprises are registered, and what became of records that went to
 * other provinces. Receipts and notices of the log in the same topic are publication's. A message that cannot be read is reported and
 * passed over.
 */
export function consumeInbound(context: Pick<Context, 'sql' | 'now' | 'events' | 'node' | 'limits'>): ConsumerOptions {
  return {
    groupId: `node.${context.node}.collection`,
    topics: [`federation.inbound.v1.${context.node}`],
    fromBeginning: true,
    async onBatch(messages) {
      const answers: HeldAnswer[] = [];
      const receipts: TransferWord[] = [];
      for (const { value, offset, fault } of messages) {
        try {
          if (fault !== undefined) throw new Error(fault);
          const { located, transferReceipt } = necips.federation.v1.InboundMessage.decode(value);
          if (located) answers.push(fromLocatedMessage(located as necips.federation.v1.Located));
          if (transferReceipt) receipts.push(fromReceiptMessage(transferReceipt as Receipt, context.node));
        } catch (error) {
          context.events.inboundUnreadable(offset, error);
        }
      }
      await storeLocated(context, answers);
      await storeReceipts(context, receipts);
    },
  };
}

type Receipt = necips.federation.v1.TransferReceipt;
