import { setTimeout as delay } from 'node:timers/promises';
import { deleteOldUploads } from '../commands/delete-old-uploads.ts';
import { expireUploads } from '../commands/expire-uploads.ts';
import type { Context } from '../context.ts';

/** Between two looks for uploads that have been kept long enough. */
const RETENTION_MS = 3_600_000;

/** Ends uploads whose process has died, and deletes uploads that are no longer needed, for as long as the service runs. */
export function startSweep(context: Pick<Context, 'sql' | 'now' | 'limits' | 'events'>): AsyncDisposable {
  const closing = new AbortController();
  const every = async (periodMs: number, task: () => Promise<void>) => {
    while (!closing.signal.aborted) {
      await task().catch((error: unknown) => context.events.sweepFailed(error));
      await delay(periodMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  const running = [
    every(context.limits.receiveLeaseMs / 2, () => expireUploads(context)),
    every(RETENTION_MS, () => deleteOldUploads(context)),
  ];
  return {
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all(running);
    },
  };
}
