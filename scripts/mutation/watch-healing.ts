import { setTimeout as delay } from 'node:timers/promises';
import type { Mutation } from './make-mutations.ts';
import type { Place } from './place.ts';
import { differingRows, type Snapshot, takeSnapshot } from './snapshot.ts';

const POLL_MS = 300;

/**
 * Compares the copies with the snapshots taken before, again and again, and notes when each mutation's rows are as they were. Ends
 * when everything is, or at `deadline`; returns the rows that still differ, by place.
 */
export async function watchHealing(options: {
  places: readonly Place[];
  before: ReadonlyMap<string, Snapshot>;
  mutations: readonly Mutation[];
  /** How far the centre has read a province's topic. */
  consumed: (node: string) => Promise<bigint>;
  /** Whether more mutations are still being made. */
  isMaking: () => boolean;
  deadline: () => number;
  progress: (text: string) => void;
}): Promise<Map<string, Set<string>>> {
  const { places, before, mutations, consumed, isMaking, deadline, progress } = options;
  for (;;) {
    const wasMaking = isMaking();
    const startedAt = Date.now();
    const differing = new Map<string, Set<string>>();
    for (const place of places) {
      differing.set(place.name, differingRows(before.get(place.name) ?? new Map(), await takeSnapshot(place)));
    }
    const read = new Map<string, bigint>();
    for (const node of new Set(places.flatMap(({ nodes }) => nodes))) read.set(node, await consumed(node));
    const seenAt = Date.now();
    for (const mutation of mutations) {
      // One made while the copies were being read may not have been seen.
      if (mutation.healedAtMs !== undefined || mutation.madeAtMs > startedAt) continue;
      if (isHealed(mutation, differing, read)) mutation.healedAtMs = seenAt;
    }
    const open = mutations.filter(({ healedAtMs }) => healedAtMs === undefined).length;
    const rows = [...differing.values()].reduce((sum, { size }) => sum + size, 0);
    progress(`${mutations.length} made, ${open} open, ${rows} rows differ`);
    if (!wasMaking && ((open === 0 && rows === 0) || Date.now() > deadline())) return differing;
    await delay(POLL_MS);
  }
}

function isHealed(
  { place, node, touched, offsets }: Mutation,
  differing: ReadonlyMap<string, ReadonlySet<string>>,
  read: ReadonlyMap<string, bigint>,
): boolean {
  if (offsets) return (read.get(node) ?? 0n) > offsets.last;
  return touched.rows.every((row) => !differing.get(place)?.has(row));
}
