import { setTimeout as delay } from 'node:timers/promises';
import { withdrawBlock } from '../commands/withdrawal/withdraw-block.ts';
import type { Context } from '../context.ts';
import { findNextWithdrawal } from '../queries/find-next-withdrawal.ts';

/** Longest time between two looks for acts to walk over; a new one wakes this at once. */
const POLL_MS = 1_000;

/**
 * Walks over the records of withdrawn batches, oldest act first, for as long as the service runs. Apart from the worker that
 * records submissions, so that a withdrawal never waits behind a file; the two take turns by the feed's lock. Several
 * processes may do it at once: each block is one transaction that says from where the next goes on.
 */
export function startWithdrawer(context: Omit<Context, 'wakeWorker' | 'wakeWithdrawer' | 'records'>): Withdrawer {
  const closing = new AbortController();
  let wake = () => {};
  const running = (async () => {
    while (!closing.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const worked = await walk(context, closing.signal).catch((error: unknown) => {
        context.events.withdrawerWaits(error);
        return false;
      });
      if (!worked) await Promise.race([woken, delay(POLL_MS, undefined, { signal: closing.signal })]).catch(() => {});
    }
  })();
  return {
    wake: () => wake(),
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await running;
    },
  };
}

async function walk(context: Parameters<typeof startWithdrawer>[0], signal: AbortSignal): Promise<boolean> {
  if (context.restoration.reason !== undefined) return false;
  const withdrawalId = await findNextWithdrawal(context);
  if (withdrawalId === undefined) return false;
  while (!signal.aborted) if (await withdrawBlock(context, withdrawalId)) break;
  return true;
}

export interface Withdrawer extends AsyncDisposable {
  /** There may be an act to walk over now. */
  wake(): void;
}
