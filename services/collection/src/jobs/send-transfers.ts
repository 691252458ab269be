import type { SerialProducer } from '@necips/runtime';
import { sendTransfers } from '../commands/transfer-out/send-transfers.ts';
import type { Context } from '../context.ts';
import { keepLooking } from './keep-looking.ts';

/**
 * Sends what belongs to other provinces by itself (转送), for as long as the service runs. While Kafka is away it waits. Disposing closes
 * the producer, which is this job's own.
 */
export function startTransferring(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'formats' | 'tombstones' | 'events' | 'restoration'>,
  producer: SerialProducer,
): AsyncDisposable {
  return keepLooking(context, producer, {
    look: async () => (await sendTransfers(context, producer)) > 0,
    waits: (error) => context.events.transferringWaits(error),
  });
}
