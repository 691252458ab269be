import type { Executor } from '@necips/runtime';
import { LEAF_BYTES, PSEUDONYM_BYTES } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import { readLogBatches } from '../../copy/log-batches.ts';

const BATCHES_AT_ONCE = 50;
const PSEUDONYM_AT = 2;

/**
 * For each of these leaves, by index, the next leaf of the stored log with the same pseudonym (hexadecimal), where there is one.
 * Reads the log from the first of them to its end: some hundred megabytes a second.
 */
export async function findLaterLeaves(
  executor: Executor,
  log: LogPosition,
  wanted: ReadonlyMap<number, string>,
): Promise<Map<number, number>> {
  const later = new Map<number, number>();
  const open = new Map(Array.from(wanted, ([leafIndex, pseudonym]) => [pseudonym, leafIndex]));
  let next = wanted.size === 0 ? Number.POSITIVE_INFINITY : Math.min(...wanted.keys());
  while (open.size > 0 && Number.isFinite(next)) {
    const batches = await readLogBatches(executor, { ...log, fromIndex: next, limit: BATCHES_AT_ONCE });
    for (const { firstIndex, leaves } of batches) {
      for (let at = 0; at < leaves.length; at += LEAF_BYTES) {
        const index = firstIndex + at / LEAF_BYTES;
        const pseudonym = leaves.toString('hex', at + PSEUDONYM_AT, at + PSEUDONYM_AT + PSEUDONYM_BYTES);
        const leafIndex = open.get(pseudonym);
        if (leafIndex === undefined || index <= leafIndex) continue;
        later.set(leafIndex, index);
        open.delete(pseudonym);
      }
    }
    const last = batches.at(-1);
    next = last ? last.firstIndex + last.leafCount : Number.POSITIVE_INFINITY;
  }
  return later;
}
