import { setTimeout as delay } from 'node:timers/promises';
import { carryRecords, withdrawSuperseded } from '../commands/attribution/carry-records.ts';
import { followRegistrations } from '../commands/attribution/follow-registrations.ts';
import { moveRecords } from '../commands/attribution/move-records.ts';
import { rematchHeld } from '../commands/held/rematch-held.ts';
import type { Context } from '../context.ts';

/** Longest time between two looks at the feed. */
const POLL_MS = 1_000;
/** While nobody waits for it, it rests this many times as long as it works, so that registrations are recorded as fast as without it. */
const REST = 3;
const FAILED_PAUSE_MS = 1_000;

/**
 * Keeps the directory of subjects (主体名录) after the feed, takes the records of subjects along whose code has changed, and sends those after
 * them that have moved to another province, for as long as the service runs; all of it goes on from what is committed.
 */
export function startDirectory(context: DirectoryContext): Directory {
  const closing = new AbortController();
  const { signal } = closing;
  let wake = () => {};
  let isAwaited = false;
  const pause = async (milliseconds: number) => {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (!isAwaited) await Promise.race([woken, delay(milliseconds, undefined, { signal })]).catch(() => {});
  };

  const running = (async () => {
    while (!signal.aborted) {
      const started = performance.now();
      const versions = await work(context, signal).catch((error: unknown) => {
        if (!signal.aborted) context.events.directoryWaits(error);
        return undefined;
      });
      if (versions === 0) isAwaited = false;
      if (versions === undefined) await delay(FAILED_PAUSE_MS, undefined, { signal }).catch(() => {});
      else await pause(versions === 0 ? POLL_MS : REST * (performance.now() - started));
    }
  })();

  return {
    hurry: () => {
      isAwaited = true;
      wake();
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
    },
  };
}

export interface Directory extends AsyncDisposable {
  /** Somebody waits for it: it works without rest until it has reached the end of the feed. */
  hurry(): void;
}

/**
 * Follows the feed by one step and attributes the held rows anew that this concerns; once at its end, takes along what is to be.
 * Returns how many versions it read.
 */
async function work(context: DirectoryContext, signal: AbortSignal): Promise<number> {
  const versions = await followRegistrations(context);
  if (context.restoration.reason !== undefined) return versions;
  while (!signal.aborted && (await rematchHeld(context)));
  if (versions > 0) return versions;
  while (!signal.aborted && (await tidyUp(context)));
  return 0;
}

/** One step for subjects whose number has changed or that have moved; false where there is none to do. */
async function tidyUp(context: DirectoryContext): Promise<boolean> {
  return (await withdrawSuperseded(context)) || (await carryRecords(context)) || (await moveRecords(context));
}

type DirectoryContext = Pick<Context, 'sql' | 'node' | 'now' | 'events' | 'limits' | 'restoration' | 'formats'>;
