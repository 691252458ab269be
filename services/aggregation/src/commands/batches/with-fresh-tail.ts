import type { Province } from '../../province.ts';
import { TailMoved } from './commit-batches.ts';

/** Losing the race for a province's log is tried again for as long as somebody wins it; else this often. */
const ATTEMPTS_MAX = 3;

/** Does work that moves a province's log, again from where the log really stands if another process has moved it on. */
export async function withFreshTail<T>(province: Province, work: () => Promise<T>): Promise<T> {
  let size = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      province.forget();
      if (!(error instanceof TailMoved)) throw error;
      const { size: moved } = await province.tail();
      if (moved > size) attempt = 0;
      if (attempt === ATTEMPTS_MAX) throw error;
      size = moved;
    }
  }
}
