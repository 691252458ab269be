import { setTimeout as delay } from 'node:timers/promises';
import { keepLatency } from '../commands/status/keep-latency.ts';
import type { AggregationConfig } from '../config.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';

/** What it watches. */
interface Watched {
  followed(): { province: Pick<Province, 'node' | 'latency'> }[];
}

/**
 * Sums up at the end of each interval how long what was applied in it took from commit to readable here, so that the board shows
 * latency over days and across restarts. An interval that cannot be written is lost. Runs until disposed.
 */
export function watchLatency(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  federation: Watched,
  { intervalMs, keepMs }: AggregationConfig['latency'],
): AsyncDisposable {
  const closing = new AbortController();
  const run = async () => {
    while (!closing.signal.aborted) {
      const atMs = Math.floor(context.now() / intervalMs) * intervalMs;
      await delay(atMs + intervalMs - context.now(), undefined, { signal: closing.signal }).catch(() => {});
      const rows = federation.followed().flatMap(({ province }) => {
        const summary = province.latency.take();
        return summary ? [{ node: province.node.code, atMs, ...summary }] : [];
      });
      await keepLatency(context, rows, keepMs).catch((error: unknown) => context.events.latencyNotKept(error));
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
