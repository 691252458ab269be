import { setTimeout as delay } from 'node:timers/promises';
import { refillRecords } from '../commands/submission/refill-records.ts';
import type { Context } from '../context.ts';

const PAUSE_MS = 1_000;

/** At the start: finds out whether the database was restored, and if so gets back what it lacks; tries again until it has it all. */
export function startRefill(
  context: Parameters<typeof refillRecords>[0] & Pick<Context, 'restoration'>,
): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const running = (async () => {
    while (!signal.aborted && context.restoration.reason !== undefined) {
      await refillRecords(context, signal).catch((error: unknown) => {
        if (signal.aborted) return;
        context.restoration.note(error instanceof Error ? error.message : String(error));
        context.events.refillWaits(error);
      });
      if (context.restoration.reason !== undefined) await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
    },
  };
}
