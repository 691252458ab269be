import type { BatchMessage } from '@necips/exchange';
import type { SerialProducer } from '@necips/runtime';
import { storeRelayedSize } from '../commands/store-relayed-size.ts';
import type { Context } from '../context.ts';
import type { SignedTree } from '../domain/signed-tree.ts';
import { type Kept, keepRunning } from '../keep-running.ts';
import { encodePublishedBatch } from '../messages.ts';
import { findRelayedSize } from '../queries/find-relayed-size.ts';
import { readPublishedBatches } from '../queries/read-published-batches.ts';

/** Bytes sent together at most, unless one message alone has more: the broker bounds what arrives in one piece. */
const SEND_BYTES_MAX = 2 * 1_048_576;

type Needs = Pick<Context, 'sql' | 'node' | 'served' | 'withholding' | 'events'> & {
  producer: SerialProducer;
  /** Without anything to send for this long, in milliseconds, a heartbeat is sent. */
  heartbeatIntervalMs: number;
};

/**
 * Produces the signed log to the federation, one message for each batch, in leaf order. It goes on from what Kafka last
 * acknowledged; while Kafka is away it waits, and publishing does not. Where there is nothing to send, heartbeats tell the centre
 * that the log still stands there, and let Kafka close the segments of the idle topic, so that what they hold can go.
 */
export function relayLog(context: Needs): Kept {
  const { node, sql, served, withholding, events, producer } = context;
  const kept = keepRunning('relay the log', events, async (signal, getsOn) => {
    const { generation } = await served.grownBeyond(-1, signal);
    // What a restored database still holds may have been withdrawn: it must not get into Kafka again.
    await withholding.untilShown(node, signal);
    let relayed = await findRelayedSize(sql, generation);
    events.relayResumed(relayed);
    while (!signal.aborted) {
      const tree = await grownBeyond(context, { generation, size: relayed }, signal);
      if (!tree) {
        await sendHeartbeat(context, relayed);
        getsOn();
        continue;
      }
      // The log has ended, and another one is relayed from its first leaf on.
      if (tree.generation !== generation) return;
      const { size } = tree;
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

/** The served tree once it has more leaves than this, or is of another generation; undefined where it has not for too long. */
async function grownBeyond(
  { served, heartbeatIntervalMs }: Needs,
  { generation, size }: { generation: number; size: number },
  signal: AbortSignal,
): Promise<SignedTree | undefined> {
  const waiting = AbortSignal.timeout(heartbeatIntervalMs);
  try {
    return await served.grownBeyond(size, AbortSignal.any([signal, waiting]), generation);
  } catch (error) {
    if (signal.aborted || !waiting.aborted) throw error;
    return undefined;
  }
}

/** A message without leaves: the checkpoint says where the log stands. */
async function sendHeartbeat({ node, producer, served }: Needs, size: number): Promise<void> {
  const { generation, checkpoint, ...tree } = served.get();
  // It has grown in this very moment: what is sent next says more.
  if (tree.size !== size) return;
  const value = encodePublishedBatch({ node, generation, firstIndex: size, leaves: [], checkpoint });
  await producer.send(topicOf(node), [{ key: node, value }]);
}

/** Sends batches in as few pieces as their size allows. */
async function send({ node, producer }: Pick<Needs, 'node' | 'producer'>, batches: BatchMessage[]): Promise<void> {
  const topic = topicOf(node);
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

function topicOf(node: string): string {
  return `federation.published.v1.${node}`;
}
