import type { ConsumerOptions } from '@necips/runtime';
import { storeLocated } from '../commands/locate/store-located.ts';
import type { Context } from '../context.ts';
import type { HeldAnswer } from '../domain/attribution/held-record.ts';
import { decodeLocated } from '../federation-messages.ts';

/**
 * What the centre sends to this node and collection has asked for; receipts and notices in the same topic are publication's. A message
 * that cannot be read is reported and passed over.
 */
export function consumeInbound(context: Pick<Context, 'sql' | 'now' | 'events' | 'node'>): ConsumerOptions {
  return {
    groupId: `node.${context.node}.collection`,
    topics: [`federation.inbound.v1.${context.node}`],
    fromBeginning: true,
    async onBatch(messages) {
      const answers = messages.flatMap(({ value, offset, fault }): HeldAnswer[] => {
        try {
          if (fault !== undefined) throw new Error(fault);
          const answer = decodeLocated(value);
          return answer ? [answer] : [];
        } catch (error) {
          context.events.inboundUnreadable(offset, error);
          return [];
        }
      });
      await storeLocated(context, answers);
    },
  };
}
