import { setTimeout as delay } from 'node:timers/promises';
import { type BlockLimits, carryOver } from '../commands/carry-over.ts';
import type { Context } from '../context.ts';
import { type Kept, keepRunning } from '../keep-running.ts';
import { isCarryingOver } from '../queries/is-carrying-over.ts';
import type { Sequencer } from '../sequencer.ts';

const LOOK_AGAIN_MS = 500;

type Needs = Pick<
  Context,
  'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'centre' | 'withholding' | 'feedHead' | 'events' | 'now'
> & { sequencer: Sequencer; limits: BlockLimits };

/** Carries over, block by block, what an older generation of the log shows; everybody else has a turn after each block. */
export function carryOverWhenBegun(context: Needs): Kept {
  const { sequencer, limits, events } = context;
  return keepRunning('carry over records', events, async (signal, getsOn) => {
    while (!signal.aborted) {
      const isDue = await isCarryingOver(context);
      const outcome = isDue ? await sequencer.run((log) => carryOver(context, log, limits, signal)) : 'done';
      getsOn();
      if (outcome !== 'more') await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  });
}
