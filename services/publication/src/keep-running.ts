import { setTimeout as delay } from 'node:timers/promises';
import type { Events } from './events.ts';

const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 5_000;

/**
 * Runs a duty of the service for as long as the service lives: whatever ends it, it begins again, after growing pauses while
 * it fails. The duty calls `getsOn` when it does, so that the next failure starts with the short pause again.
 */
export function keepRunning(name: string, events: Pick<Events, 'dutyFailed'>, duty: Duty): Kept {
  const closing = new AbortController();
  let fault: string | undefined;
  let failures = 0;
  const getsOn = () => {
    fault = undefined;
    failures = 0;
  };
  const run = async () => {
    while (!closing.signal.aborted) {
      let pauseMs = PAUSE_MS_MIN;
      try {
        await duty(closing.signal, getsOn);
      } catch (error) {
        if (closing.signal.aborted) return;
        fault = error instanceof Error ? error.message : String(error);
        pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(failures, 10));
        failures += 1;
        events.dutyFailed(name, error, pauseMs);
      }
      await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    get fault() {
      return fault;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

/** Runs until it fails, ends, or the signal aborts. */
type Duty = (signal: AbortSignal, getsOn: () => void) => Promise<void>;

/** A duty under way; disposing ends it. */
export interface Kept extends AsyncDisposable {
  /** What the last attempt failed at, until the duty gets on again. */
  readonly fault: string | undefined;
}
