import type { BatchMessage } from '@necips/exchange';
import type { SerialProducer } from '@necips/runtime';
import { storeRelayedSize } from '../commands/store-relayed-size.ts';
import type { Context } from '../context.ts';
import { type Kept, keepRunning } from '../keep-running.ts';
import { encodePublishedBatch } from '../messages.ts';
import { findRelayedSize } from '../queries/find-relayed-size.ts';
import { readPublishedBatches } from '../queries/read-published-batches.ts';

/** Bytes sent together at most, unless one message alone has more: the broker bounds what arrives in one piece. */
const SEND_BYTES_MAX = 2 * 1_048_576;

type Needs = Pick<Context, 'sql' | 'node' | 'served' | 'events'> & { producer: SerialProducer };

/**
 * Produces the signed log to the federation, one message for each batch, in leaf order. It goes on from what Kafka last
 * acknowledged; while Kafka is away it waits, and publishing does not.
 */
export function relayLog(context: Needs): Kept {
  const { node, sql, served, events, producer } = context;
  const kept = keepRunning('relay the log', events, async (signal, getsOn) => {
    const { generation } = await served.grownBeyond(-1, signal);
    let relayed = await findRelayedSize(sql, generation);
    events.relayResumed(relayed);
    while (!signal.aborted) {
      const { size } = await served.grownBeyond(relayed, signal);
      const batches = await readPublishedBatches(sql, { node, generation, fromIndex: relayed, toIndex: size });
      if (batches.length === 0) throw new Error(`the log has no batch from leaf ${relayed} on`);
      await send(context, batches);
      const last = batches[batches.length - 1] as BatchMessage;
      relayed = last.firstIndex + last.leaves.length;
      await storeRelayedSize(context, generation, relayed);
      getsOn();
      events.batchesRelayed(batches.length, relayed);
    }
  });
  return {
    get fault() {
      return kept.fault;
    },
    async [Symbol.asyncDispose]() {
      const ended = kept[Symbol.asyncDispose]();
      // It may be waiting for an absent broker.
      await producer.close();
      await ended;
    },
  };
}

/** Sends batches in as few pieces as their size allows. */
async function send({ node, producer }: Pick<Needs, 'node' | 'producer'>, batches: BatchMessage[]): Promise<void> {
  const topic = `federation.published.v1.${node}`;
  let pending: { key: string; value: Buffer }[] = [];
  let bytes = 0;
  for (const batch of batches) {
    const value = encodePublishedBatch(batch);
    if (pending.length > 0 && bytes + value.length > SEND_BYTES_MAX) {
      await producer.send(topic, pending);
      [pending, bytes] = [[], 0];
    }
    pending.push({ key: node, value });
    bytes += value.length;
  }
  await producer.send(topic, pending);
}
