import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import { askHeld } from '../commands/locate/ask-held.ts';
import type { Context } from '../context.ts';

/** Between two looks for rows of which it is time to ask. */
const POLL_MS = 1_000;

/**
 * Asks the centre by itself where the enterprises of held rows are registered, for as long as the service runs. While Kafka is away it
 * waits. Disposing closes the producer, which is this job's own.
 */
export function startLocating(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'events' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const running = (async () => {
    while (!signal.aborted) {
      try {
        // What a restored node holds may have been recorded since its backup.
        if (context.restoration.reason === undefined && (await askHeld(context, producer)) > 0) continue;
      } catch (error) {
        if (!signal.aborted) context.events.locatingWaits(error);
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
