import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import { sendTransfers } from '../commands/transfer-out/send-transfers.ts';
import type { Context } from '../context.ts';

/** Between two looks for transfers that it is time to send. */
const POLL_MS = 1_000;

/**
 * Sends what belongs to other provinces by itself (转送), for as long as the service runs. While Kafka is away it waits. Disposing closes
 * the producer, which is this job's own.
 */
export function startTransferring(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'formats' | 'tombstones' | 'events' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        // What a restored node holds may have been recorded, or withdrawn, since its backup.
        if (context.restoration.reason === undefined && (await sendTransfers(context, producer)) > 0) continue;
      } catch (error) {
        if (!signal.aborted) context.events.transferringWaits(error);
      }
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await producer.close();
      await running;
    },
  };
}
