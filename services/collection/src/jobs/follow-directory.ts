import { setTimeout as delay } from 'node:timers/promises';
import { carryRecords, withdrawSuperseded } from '../commands/attribution/carry-records.ts';
import { followRegistrations } from '../commands/attribution/follow-registrations.ts';
import type { Context } from '../context.ts';

/** Longest time between two looks at the feed. */
const POLL_MS = 1_000;
/** It rests this many times as long as it works, so that registrations are recorded as fast as without it. */
const REST = 3;
const FAILED_PAUSE_MS = 1_000;

/**
 * Keeps the directory of subjects (主体名录) after the feed, and takes the records of subjects along whose code has changed, for as
 * long as the service runs; both go on from what is committed.
 */
export function startDirectory(context: DirectoryContext): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const pause = (milliseconds: number) => delay(milliseconds, undefined, { signal }).catch(() => {});

  const running = (async () => {
    while (!signal.aborted) {
      const started = performance.now();
      const versions = await work(context, signal).catch((error: unknown) => {
        if (!signal.aborted) context.events.directoryWaits(error);
        return undefined;
      });
      if (versions === undefined) await pause(FAILED_PAUSE_MS);
      else await pause(versions === 0 ? POLL_MS : REST * (performance.now() - started));
    }
  })();

  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
    },
  };
}

/** Follows the feed by one step; once at its end, brings what it has made due to an end. Returns how many versions it read. */
async function work(context: DirectoryContext, signal: AbortSignal): Promise<number> {
  const versions = await followRegistrations(context);
  if (versions > 0 || context.restoration.reason !== undefined) return versions;
  while (!signal.aborted && ((await withdrawSuperseded(context)) || (await carryRecords(context))));
  return 0;
}

type DirectoryContext = Pick<Context, 'sql' | 'node' | 'now' | 'events' | 'limits' | 'restoration'>;
