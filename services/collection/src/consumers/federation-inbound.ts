import { setTimeout as delay } from 'node:timers/promises';
import { necips } from '@necips/proto';
import { type ConsumerOptions, type IncomingMessage, isDatabaseAway, isServiceError } from '@necips/runtime';
import { storeLocated } from '../commands/locate/store-located.ts';
import { noteTransferFault } from '../commands/transfer-in/note-fault.ts';
import { type ReceiveContext, receiveTransfer } from '../commands/transfer-in/receive-transfer.ts';
import { storeReceipts } from '../commands/transfer-out/store-receipts.ts';
import type { Context } from '../context.ts';
import type { HeldAnswer } from '../domain/attribution/held-record.ts';
import type { ArrivedTransfer } from '../domain/transfer-in/arrived-transfer.ts';
import type { TransferWord } from '../domain/transfer-out/apply-receipt.ts';
import { fromLocatedMessage } from '../federation-messages.ts';
import { fromTransferMessage } from '../transfer-in-messages.ts';
import { fromReceiptMessage } from '../transfer-out-messages.ts';

/** Between two looks whether the directory has seen what is registered. */
const DIRECTORY_POLL_MS = 20;

/**
 * What the centre sends to this node and is collection's: where enterprises are registered, what became of records that went to other
 * provinces, and records of other provinces about enterprises of this one. Receipts and notices of the log in the same topic are
 * publication's. A message that cannot be read is reported and passed over.
 */
export function consumeInbound(context: InboundContext): ConsumerOptions {
  const { node, events } = context;
  return {
    groupId: `node.${node}.collection`,
    topics: [`federation.inbound.v1.${node}`],
    fromBeginning: true,
    async onBatch(messages, batch) {
      const inbound: Inbound = { answers: [], receipts: [], transfers: [] };
      for (const message of messages) {
        try {
          sort(inbound, message, node);
        } catch (error) {
          events.inboundUnreadable(message.offset, error);
        }
      }
      await storeLocated(context, inbound.answers);
      await storeReceipts(context, inbound.receipts);
      for (const transfer of inbound.transfers) {
        batch.signal.throwIfAborted();
        await receive(context, transfer, batch.signal);
        await batch.heartbeat();
      }
    },
  };
}

function sort({ answers, receipts, transfers }: Inbound, { value, fault }: IncomingMessage, node: string): void {
  if (fault !== undefined) throw new Error(fault);
  const { located, transferReceipt, transfer } = necips.federation.v1.InboundMessage.decode(value);
  if (located) answers.push(fromLocatedMessage(located as necips.federation.v1.Located));
  if (transferReceipt) receipts.push(fromReceiptMessage(transferReceipt as Receipt, node));
  if (transfer) transfers.push(fromTransferMessage(transfer as necips.federation.v1.Transfer, node));
}

/** Takes one in as soon as it can be attributed. What the node cannot do now is tried again, with the whole batch. */
async function receive(context: InboundContext, transfer: ArrivedTransfer, signal: AbortSignal): Promise<void> {
  try {
    while ((await receiveTransfer(context, transfer)) === 'behind') {
      context.hurryDirectory();
      await delay(DIRECTORY_POLL_MS, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted || isDatabaseAway(error) || isServiceError(error)) throw error;
    await noteTransferFault(context, transfer, error);
  }
}

type InboundContext = ReceiveContext & Pick<Context, 'hurryDirectory'>;

/** Messages of one batch by what they are. */
interface Inbound {
  answers: HeldAnswer[];
  receipts: TransferWord[];
  transfers: ArrivedTransfer[];
}

type Receipt = necips.federation.v1.TransferReceipt;
