import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { type Kept, keepRunning } from '../keep-running.ts';
import type { Sequencer } from '../sequencer.ts';

const LOOK_AGAIN_MS = 200;

/** Refills the log from the centre whenever it was found to hold less than was signed; tries again until it holds it all. */
export function refillWhenBehind({ events, sequencer }: Pick<Context, 'events'> & { sequencer: Sequencer }): Kept {
  return keepRunning('refill the log', events, async (signal, getsOn) => {
    while (!signal.aborted) {
      if (sequencer.isBehind) await sequencer.refill(signal);
      getsOn();
      await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  });
}
