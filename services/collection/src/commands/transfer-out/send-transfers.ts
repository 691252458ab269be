import { type Format, isIsoDate } from '@necips/domain';
import type { OutgoingMessage, SerialProducer } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { answerBy } from '../../domain/transfer-out/terms.ts';
import { claimDueTransfers, type DueTransfer, noteSent } from '../../store/transfer-out/due-transfers.ts';
import { encodeTransfer } from '../../transfer-out-messages.ts';

/** Transfers sent at a time, and the bytes of one batch to Kafka, which takes no more than a mebibyte. */
const TRANSFERS_MAX = 50;
const BATCH_BYTES_MAX = 900_000;
const PAUSE_MS = 60_000;
const PAUSE_MS_MAX = 6 * 3_600_000;

/**
 * Sends the next transfers to the centre, which carries them on; returns how many. They are noted as sent before: a process that ends in
 * between sends them again after the pause, as whatever has no answer yet.
 */
export async function sendTransfers(
  {
    sql,
    now,
    node,
    formats,
    tombstones,
    events,
  }: Pick<Context, 'sql' | 'now' | 'node' | 'formats' | 'tombstones' | 'events'>,
  producer: Pick<SerialProducer, 'send'>,
): Promise<number> {
  const at = new Date(now());
  const due = await sql.begin(async (tx) => {
    const claimed = await claimDueTransfers(tx, {
      now: at,
      limit: TRANSFERS_MAX,
      pauseMs: PAUSE_MS,
      pauseMsMax: PAUSE_MS_MAX,
    });
    const noted = claimed.map((transfer) => ({
      transferId: transfer.transferId,
      digest: hasBody(transfer) ? tombstones.ofContent(transfer.publicPart, transfer.restrictedPart) : undefined,
      answerBy: answerBy(transfer.firstSentAt.getTime()),
    }));
    await noteSent(tx, noted);
    return claimed;
  });
  const messages = due.map((transfer) => ({
    key: node,
    value: encodeTransfer(node, transfer, producedOn(formats.find(transfer.format), transfer)),
  }));
  for (const batch of inBatches(messages)) await producer.send(`federation.outbound.v1.${node}`, batch);
  events.transfersSent(due.length);
  return due.length;
}

function hasBody({ takenBack, backToVersion }: DueTransfer): boolean {
  return !takenBack && backToVersion === null;
}

/** The day on which the record was produced, as its parts have it; '' where they do not. */
function producedOn(format: Format | undefined, { publicPart, restrictedPart }: DueTransfer): string {
  const field = format?.document['x-producedOn'];
  if (field === undefined) return '';
  for (const part of [publicPart, restrictedPart]) {
    const value = part === '' ? undefined : (JSON.parse(part) as Record<string, unknown>)[field];
    if (typeof value === 'string' && isIsoDate(value)) return value;
  }
  return '';
}

function inBatches(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const batches: OutgoingMessage[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const last = batches.at(-1);
    bytes += message.value.length;
    if (last && bytes <= BATCH_BYTES_MAX) {
      last.push(message);
    } else {
      batches.push([message]);
      bytes = message.value.length;
    }
  }
  return batches;
}
