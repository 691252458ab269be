import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import type { Context } from '../context.ts';

/** Between two looks for something to say. */
const POLL_MS = 1_000;

/**
 * Looks again and again for what is to be said over Kafka, at once where `look` found something. A fault is told, and looked past. Not
 * while the node is restored: what it holds may have been settled since its backup. Disposing closes the producer, which is the job's
 * own.
 */
export function keepLooking(
  { restoration }: Pick<Context, 'restoration'>,
  producer: SerialProducer,
  { look, waits }: { look: (signal: AbortSignal) => Promise<boolean>; waits: (error: unknown) => void },
): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        if (restoration.reason === undefined && (await look(signal))) continue;
      } catch (error) {
        if (!signal.aborted) waits(error);
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
