import { setTimeout as delay } from 'node:timers/promises';
import type { LogTail } from '@necips/exchange';
import { LogError } from '@necips/tlog';
import { catchUp } from '../commands/batches/catch-up.ts';
import { hearCheckpoint } from '../commands/proof/hear-checkpoint.ts';
import { noteTrouble } from '../commands/status/note-trouble.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';

type Needs = Pick<Context, 'sql' | 'events' | 'limits' | 'pace' | 'repairs' | 'now'>;

/**
 * Pulls a province's public checkpoint at a steady pace, as anybody could: so a split view is found, the lag is known even when
 * Kafka is silent, and a province that is ahead while nothing comes is read in bulk. Runs until disposed.
 */
export function pullCheckpoint(context: Needs, province: Province): AsyncDisposable {
  const closing = new AbortController();
  const running = keepPulling(context, province, closing.signal);
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function keepPulling(context: Needs, province: Province, signal: AbortSignal): Promise<void> {
  // Provinces are not all asked at the same moment.
  let pauseMs = Math.random() * context.pace.checkpointIntervalMs;
  while (!signal.aborted) {
    await delay(pauseMs, undefined, { signal }).catch(() => {});
    pauseMs = context.pace.checkpointIntervalMs;
    if (signal.aborted) return;
    try {
      await pullOnce(context, province, signal);
    } catch (error) {
      if (signal.aborted) return;
      context.events.checkpointNotProven(province.node.code, error);
      const tail = await province.tail().catch(() => undefined);
      await noteTrouble(context, province, 'log', describe(error, tail)).catch(() => {});
    }
  }
}

async function pullOnce(context: Needs, province: Province, signal: AbortSignal): Promise<void> {
  const size = await hearCheckpoint(context, province, signal);
  await noteTrouble(context, province, 'log', null);
  const isStill = performance.now() - province.lastProgress >= context.pace.catchUpAfterMs;
  if (!isStill || size <= (await province.tail()).size) return;
  await province.exclusive(() => catchUp(context, province, { kind: 'behind', toIndex: size }, signal));
}

function describe(error: unknown, tail: LogTail | undefined): string {
  // Until the province begins its new generation it shows the old log, which another key has signed.
  if (error instanceof LogError && tail?.following && tail.size === 0)
    return `等待该节点开始第 ${tail.generation} 代日志 (waiting for generation ${tail.generation} of the log)`;
  if (error instanceof LogError)
    return `检查点无法以登记公钥验证 (the checkpoint is not signed by the pinned key)：${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
