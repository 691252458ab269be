import type { ConsumerOptions, SerialProducer } from '@necips/runtime';
import { carryOutbound } from '../commands/transfer/carry-outbound.ts';
import type { Context } from '../context.ts';
import { decodeOutbound, type Outbound } from '../transfer-messages.ts';

/**
 * What one province asks and hands over: answered and carried on before its place in the topic is kept, so that a crash repeats and
 * never loses. A message that cannot be read is reported and passed over.
 */
export function consumeOutbound(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'now'>,
  node: string,
  { producer, fetchBytesMax }: { producer: Pick<SerialProducer, 'send'>; fetchBytesMax: number },
): ConsumerOptions {
  return {
    groupId: `centre.aggregation.outbound.${node}`,
    topics: [`federation.outbound.v1.${node}`],
    fromBeginning: true,
    maxBytesPerPartition: fetchBytesMax,
    async onBatch(messages) {
      const read = messages.flatMap(({ value, offset, fault }): Outbound[] => {
        try {
          if (fault !== undefined) throw new Error(fault);
          return [decodeOutbound(value)];
        } catch (error) {
          context.events.outboundUnreadable(node, offset, error);
          return [];
        }
      });
      for (let start = 0; start < read.length; start += BATCH_MAX) {
        const sending = await carryOutbound(context, node, read.slice(start, start + BATCH_MAX));
        // One at a time: together they could be more than one batch of messages may hold.
        for (const each of sending) {
          await producer.send(`federation.inbound.v1.${each.node}`, [{ key: each.node, value: each.value }]);
        }
      }
    },
  };
}

/** Messages that one transaction takes. */
const BATCH_MAX = 200;
