import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import { answerTransfers } from '../commands/transfer-in/answer-transfers.ts';
import { noteTransfersPublished } from '../commands/transfer-in/note-published.ts';
import { settleTransfers } from '../commands/transfer-in/settle-transfers.ts';
import type { Context } from '../context.ts';

/** Between two looks at what has become of transferred records. */
const POLL_MS = 1_000;

/**
 * Keeps the senders of transferred records informed, for as long as the service runs: what waited and does no longer, what is public,
 * what came again. While Kafka or publication is away it waits. Disposing closes the producer, which is this job's own.
 */
export function startAnswering(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'events' | 'published' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const step = async (task: () => Promise<unknown>) => {
    await task().catch((error: unknown) => {
      if (!signal.aborted) context.events.answeringWaits(error);
    });
  };
  const running = (async () => {
    while (!signal.aborted) {
      // What a restored node holds may have been settled since its backup.
      if (context.restoration.reason === undefined) {
        await step(async () => {
          while (!signal.aborted && (await settleTransfers(context)) > 0);
        });
        // Whatever publication does, answers go out.
        await step(() => noteTransfersPublished(context, signal));
        await step(async () => {
          while (!signal.aborted && (await answerTransfers(context, producer)) > 0);
        });
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
