import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres, isDatabaseAway } from '@necips/runtime';
import { holdWorkerLock } from '../commands/submission/hold-worker-lock.ts';
import { setAside } from '../commands/submission/set-aside.ts';
import { checkTombstoneKey } from '../commands/withdrawal/check-tombstone-key.ts';
import type { Context } from '../context.ts';
import { findNextWork } from '../queries/find-next-work.ts';
import { processSubmission } from './process-submission.ts';

/** Longest time between two looks for work; a new submission wakes the worker at once. */
const POLL_MS = 1_000;
const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 5_000;

/**
 * Works through the submissions of the node, oldest first and one at a time, for as long as the service runs. Where several
 * processes serve one node, one works and the others stand by. It goes on from what is committed, so that it may be killed
 * at any moment; while PostgreSQL is away it tries again for ever.
 */
export function startWorker(
  context: Omit<Context, 'wakeWorker' | 'wakeWithdrawer' | 'records'>,
  databaseUrl: string,
): Worker {
  const closing = new AbortController();
  const lockSql = connectPostgres(databaseUrl, { max: 1, applicationName: 'collection-worker-lock' });
  let wake = () => {};
  let problem: unknown;
  let attempts = { place: '', count: 0 };

  const running = (async () => {
    for (let failures = 0; !closing.signal.aborted; ) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      try {
        const worked = (await holdWorkerLock(lockSql)) && (await workOnce());
        failures = 0;
        problem = undefined;
        if (!worked) await Promise.race([woken, delay(POLL_MS, undefined, { signal: closing.signal })]).catch(() => {});
      } catch (error) {
        if (closing.signal.aborted) break;
        failures += 1;
        problem = error;
        context.events.workerWaits(error);
        const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** Math.min(failures, 10));
        await delay(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  })();

  async function workOnce(): Promise<boolean> {
    if (context.restoration.reason !== undefined) return false;
    // A batch is read by its format, which may be one that the centre has published.
    context.catalogue.requireLoaded();
    const submission = await findNextWork(context);
    if (!submission) return false;
    await checkTombstoneKey(context, context.sql);
    try {
      await processSubmission(context, submission, closing.signal);
    } catch (error) {
      if (closing.signal.aborted || isDatabaseAway(error)) throw error;
      const now = await findNextWork(context);
      const place = `${now?.id} ${now?.nextRow} ${now?.undoneSequence}`;
      attempts = { place, count: attempts.place === place ? attempts.count + 1 : 1 };
      if (attempts.count < context.limits.blockAttemptsMax) throw error;
      await setAside(context, submission.id, error);
    }
    return true;
  }

  return {
    wake: () => wake(),
    check: () => {
      if (problem) throw new Error('the worker cannot go on', { cause: problem });
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
      await lockSql.end({ timeout: 1 });
    },
  };
}

export interface Worker extends AsyncDisposable {
  /** There may be work now. */
  wake(): void;
  /** Throws while the worker cannot go on. */
  check(): void;
}
