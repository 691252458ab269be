import type { Executor } from '@necips/runtime';
import { LatestLeaves } from '@necips/tlog';
import type { LogPosition } from '../copy/change.ts';
import { readLeaves } from '../copy/log-batches.ts';

/** Leaves read at a time. */
const LEAVES_A_READ = 10_000;

/** How many of the first `size` leaves of a stored log publish what none of them supersedes or withdraws: a second or two a million. */
export async function countCurrentLeaves(executor: Executor, log: LogPosition, size: number): Promise<number> {
  const latest = new LatestLeaves();
  for (let from = 0; from < size; from += LEAVES_A_READ) {
    for (const leaf of await readLeaves(executor, { ...log, from, to: Math.min(size, from + LEAVES_A_READ) }))
      latest.add(leaf);
  }
  let current = 0;
  for (let index = 0; index < latest.endIndex; index++) if (latest.isCurrent(index)) current += 1;
  return current;
}
