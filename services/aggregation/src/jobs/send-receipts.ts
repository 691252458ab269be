import { setTimeout as delay } from 'node:timers/promises';
import type { SerialProducer } from '@necips/runtime';
import { recordReceipt } from '../commands/status/record-receipt.ts';
import type { Context } from '../context.ts';
import { encodeNotice, encodeReceipt } from '../messages.ts';
import type { Province } from '../province.ts';
import { findNewestNotice } from '../queries/find-newest-notice.ts';

const RETRY_MS = 1_000;

/**
 * Tells a province how far its log is verified, and its administrators when it is stopped or goes on: at the start, and after each
 * commit. Only the newest state is sent, so that a
 * Kafka that was away is not owed a queue. Runs until disposed; disposing closes the producer, which is this job's own.
 */
export function sendReceipts(
  context: Pick<Context, 'sql' | 'events' | 'pace' | 'key' | 'now'>,
  province: Province,
  producer: SerialProducer,
): AsyncDisposable {
  const closing = new AbortController();
  let wake: () => void = () => {};
  let isDue = true;
  // At the start the notice that holds is said again: who has restored an old state must hear it too.
  let noticeSent = 0;
  province.onAdvanced(() => {
    isDue = true;
    wake();
  });
  const run = async () => {
    while (!closing.signal.aborted) {
      if (!isDue) await new Promise<void>((resolve) => (wake = resolve));
      if (closing.signal.aborted) return;
      isDue = false;
      const pauseMs = await sendNewest(context, province, producer, noticeSent).then(
        (noticeId) => {
          noticeSent = noticeId;
          return context.pace.receiptIntervalMs;
        },
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
  context: Pick<Context, 'sql' | 'events' | 'key' | 'now'>,
  province: Province,
  producer: SerialProducer,
  noticeSent: number,
): Promise<number> {
  const node = province.node.code;
  const tail = await province.tail();
  // Nothing is signed, and nothing is verified, of a log without leaves.
  const cosigned = tail.size > 0 ? context.key?.cosign(tail.checkpoint, context.now()) : undefined;
  const notice = await findNewestNotice(context.sql, node);
  const isNews = notice !== undefined && notice.id !== noticeSent;
  const values = [encodeReceipt(node, tail, cosigned ?? ''), ...(isNews ? [encodeNotice(notice)] : [])];
  await producer.send(
    `federation.inbound.v1.${node}`,
    values.map((value) => ({ key: node, value })),
  );
  await recordReceipt(context, node);
  context.events.receiptSent(node, tail.size);
  if (isNews) context.events.noticeSent(notice);
  return notice?.id ?? 0;
}
