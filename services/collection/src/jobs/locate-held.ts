import type { SerialProducer } from '@necips/runtime';
import { askHeld } from '../commands/locate/ask-held.ts';
import type { Context } from '../context.ts';
import { keepLooking } from './keep-looking.ts';

/**
 * Asks the centre by itself where the enterprises of held rows are registered, for as long as the service runs. While Kafka is away it
 * waits. Disposing closes the producer, which is this job's own.
 */
export function startLocating(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'events' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  return keepLooking(context, producer, {
    look: async () => (await askHeld(context, producer)) > 0,
    waits: (error) => context.events.locatingWaits(error),
  });
}
