import { setTimeout as delay } from 'node:timers/promises';
import { replaySinceBackup } from '../commands/restore/replay-since-backup.ts';
import { withholdRestored } from '../commands/restore/withhold-restored.ts';
import { noteTrouble } from '../commands/status/note-trouble.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';

const RETRY_MS = 1_000;

/** Finds out at the start whether the database was restored; tries again while that cannot be asked, and nothing is shown. */
export function watchForRestore(context: Pick<Context, 'sql' | 'withholding' | 'events'>): AsyncDisposable {
  return untilDone(async () => {
    await withholdRestored(context);
    return true;
  });
}

/** Replays what a province has withdrawn since the backup that the centre was restored from, until its data may be shown. */
export function replayWithheld(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'repairs' | 'withholding' | 'now'>,
  province: Province,
): AsyncDisposable {
  const { code } = province.node;
  let isNoted = false;
  return untilDone(async (signal) => {
    // Until it is known whether there was a restore, nothing is known of this province either.
    context.withholding.requireSome();
    const reason = context.withholding.reasonOf(code);
    if (reason !== undefined) {
      isNoted = true;
      await replaySinceBackup(context, province, signal).catch(async (error: unknown) => {
        const text = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) await noteTrouble(context, province, 'restore', text);
        throw error;
      });
    }
    if (isNoted) await noteTrouble(context, province, 'restore', null);
    return true;
  });
}

/** Does work again, after pauses, until it succeeds or this is disposed. */
function untilDone(work: (signal: AbortSignal) => Promise<boolean>): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;
  const run = async () => {
    while (!signal.aborted && !(await work(signal).catch(() => false))) {
      await delay(RETRY_MS, undefined, { signal }).catch(() => {});
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
