import type { ConsumerOptions } from '@necips/runtime';
import { storeNotices } from '../commands/store-notices.ts';
import { storeReceipts } from '../commands/store-receipts.ts';
import type { Context } from '../context.ts';
import { fromInbound } from '../messages.ts';

/** What the centre sends to this node: receipts and notices. A message that cannot be read is reported and passed over. */
export function consumeInbound(context: Pick<Context, 'sql' | 'node' | 'events' | 'now'>): ConsumerOptions {
  const { node, events } = context;
  return {
    groupId: `node.${node}.publication`,
    topics: [`federation.inbound.v1.${node}`],
    fromBeginning: true,
    async onBatch(messages) {
      const receivedAt = new Date(context.now());
      const inbound = messages.map(({ value, offset }) => {
        try {
          return fromInbound(value, node, receivedAt);
        } catch (error) {
          events.inboundUnreadable(offset, error);
          return {};
        }
      });
      await storeReceipts(
        context,
        inbound.flatMap(({ receipt }) => receipt ?? []),
      );
      await storeNotices(
        context,
        inbound.flatMap(({ notice }) => notice ?? []),
      );
    },
  };
}
