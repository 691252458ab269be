import type { ConsumerOptions } from '@necips/runtime';
import { receiveMessages } from '../commands/batches/receive-messages.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';

/** The group counts a member as gone after 15 s; waiting for a repair may take longer than one batch does. */
const HEARTBEAT_MS = 2_000;

/** One province's topic, in a consumer of its own: no other province's flood or failure holds it up. */
export function consumePublished(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'now'>,
  province: Province,
  { fetchBytesMax }: { fetchBytesMax: number },
): ConsumerOptions {
  const node = province.node.code;
  return {
    groupId: `centre.aggregation.${node}`,
    topics: [`federation.published.v1.${node}`],
    fromBeginning: true,
    maxBytesPerPartition: fetchBytesMax,
    async onBatch(messages, batch) {
      // A heartbeat that fails is the consumer's to notice: it joins the group again and is given the messages again.
      const alive = setInterval(() => void batch.heartbeat().catch(() => {}), HEARTBEAT_MS);
      try {
        await province.exclusive(() => receiveMessages(context, province, messages, batch.signal));
      } finally {
        clearInterval(alive);
      }
    },
  };
}
