import type { Logger } from '@necips/runtime';
import { removeEnded } from '../commands/remove-ended.ts';
import type { Context } from '../context.ts';

const PAUSE_MS = 60_000;

/** Deletes sessions that have ended and nobody has come back to, every minute. */
export function sweepSessions(context: Pick<Context, 'sql' | 'config' | 'now'>, logger: Logger): Disposable {
  const timer = setInterval(() => {
    // The database may be away; the next minute comes.
    removeEnded(context).catch((err: unknown) => logger.warn({ err }, 'ended sessions could not be deleted'));
  }, PAUSE_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
