import type { SerialProducer } from '@necips/runtime';
import { answerTransfers } from '../commands/transfer-in/answer-transfers.ts';
import { noteTransfersPublished } from '../commands/transfer-in/note-published.ts';
import { noteWithdrawn } from '../commands/transfer-in/note-withdrawn.ts';
import { settleTransfers } from '../commands/transfer-in/settle-transfers.ts';
import type { Context } from '../context.ts';
import { readFeedEnd } from '../queries/transfer-in/read-feed-end.ts';
import { keepLooking } from './keep-looking.ts';

/**
 * Keeps the senders of transferred records informed, for as long as the service runs: what waited and does no longer, what is public,
 * what is shown no longer, what came again. While Kafka or publication is away it waits. Disposing closes the producer, which is this job's own.
 */
export function startAnswering(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'events' | 'published' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  const waits = (error: unknown) => context.events.answeringWaits(error);
  return keepLooking(context, producer, {
    look: async (signal) => {
      // Whatever keeps one of them from going on, the others do.
      const step = (task: () => Promise<unknown>) =>
        task().catch((error: unknown) => {
          if (!signal.aborted) waits(error);
        });
      await step(async () => {
        const feedEnd = await readFeedEnd(context);
        while (!signal.aborted && (await settleTransfers(context)) > 0);
        while (!signal.aborted && (await noteWithdrawn(context, feedEnd)));
      });
      await step(() => noteTransfersPublished(context, signal));
      await step(async () => {
        while (!signal.aborted && (await answerTransfers(context, producer)) > 0);
      });
      return false;
    },
    waits,
  });
}
