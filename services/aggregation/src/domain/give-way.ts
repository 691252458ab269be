import { setImmediate } from 'node:timers/promises';

/** Steps in a row, each a message decoded or a signature verified: some milliseconds. */
const STEPS_IN_A_ROW = 32;

/**
 * Work that waits for nothing would keep everybody else of this process waiting until it is done, and how much there is of it is for the
 * province to say. Await it after each step: now and then it lets the others have their turn.
 */
export class GiveWay {
  #steps = 0;

  async step(): Promise<void> {
    this.#steps += 1;
    if (this.#steps % STEPS_IN_A_ROW === 0) await setImmediate();
  }
}
