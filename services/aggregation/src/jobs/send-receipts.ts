import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import { recordReceipt } from '../commands/record-receipt.ts';
import type { Context } from '../context.ts';
import { encodeReceipt } from '../messages.ts';
import type { Province } from '../province.ts';

const RETRY_MS = 1_000;

/**
 * Tells a province how far its log is verified: at the start, and after each commit. Only the newest state is sent, so that a
 * Kafka that was away is not owed a queue. Runs until disposed; disposing closes the producer, which is this job's own.
 */
export function sendReceipts(
  context: Pick<Context, 'sql' | 'events' | 'pace' | 'now'>,
  province: Province,
  producer: SerialProducer,
): AsyncDisposable {
  const closing = new AbortController();
  let wake: () => void = () => {};
  let isDue = true;
  province.onAdvanced(() => {
    isDue = true;
    wake();
  });
  const run = async () => {
    while (!closing.signal.aborted) {
      if (!isDue) await new Promise<void>((resolve) => (wake = resolve));
      if (closing.signal.aborted) return;
      isDue = false;
      const pauseMs = await sendNewest(context, province, producer).then(
        () => context.pace.receiptIntervalMs,
        (error: unknown) => {
          isDue = true;
          if (!closing.signal.aborted) context.events.receiptFailed(province.node.code, error);
          return RETRY_MS;
        },
      );
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      wake();
      await producer.close();
      await running;
    },
  };
}

async function sendNewest(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  province: Province,
  producer: SerialProducer,
): Promise<void> {
  const node = province.node.code;
  const tail = await province.tail();
  await producer.send(`federation.inbound.v1.${node}`, [{ key: node, value: encodeReceipt(node, tail) }]);
  await recordReceipt(context, node);
  context.events.receiptSent(node, tail.size);
}
