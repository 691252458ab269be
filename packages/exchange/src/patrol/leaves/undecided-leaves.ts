import { pseudonymOf } from '../../copy/pseudonym.ts';

/** Kept for the end of a round; what is beyond it waits for the next one. */
const KEPT_MAX = 100_000;

/**
 * Leaves of a round of which only the rest of the log can say whether they are current. A later leaf counts once the walk has proved
 * it against the signed tree: what is merely stored may be damaged, and content that it made us delete nobody could give back.
 */
export class UndecidedLeaves {
  readonly #leaves = new Map<number, UndecidedLeaf>();
  readonly #waiting = new Map<string, number[]>();

  /** Keeps a leaf, 98 bytes, until the end of the round. `notedIndex`: the later leaf that is noted for it, right or wrong. */
  add(leafIndex: number, bytes: Uint8Array, notedIndex?: number): void {
    if (this.#leaves.size >= KEPT_MAX) return;
    this.#leaves.set(leafIndex, { bytes: Uint8Array.from(bytes), notedIndex, successorIndex: undefined });
    this.#waiting.set(keyOf(bytes), [...(this.#waiting.get(keyOf(bytes)) ?? []), leafIndex]);
  }

  /** Notes the next leaf that the walk has proved. */
  see(leafIndex: number, bytes: Uint8Array): void {
    if (this.#waiting.size === 0) return;
    const key = keyOf(bytes);
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    for (const earlier of waiting) {
      const kept = this.#leaves.get(earlier);
      if (!kept || earlier >= leafIndex) continue;
      if (leafIndex === kept.notedIndex) kept.successorIndex = leafIndex;
      else kept.successorIndex ??= leafIndex;
    }
  }

  /** Forgets everything, and yields it in stretches of `leavesMax` places of the log, in order. */
  *take(leavesMax: number): Generator<ReadonlyMap<number, UndecidedLeaf>> {
    const sorted = [...this.#leaves].sort(([a], [b]) => a - b);
    this.#leaves.clear();
    this.#waiting.clear();
    let stretch = new Map<number, UndecidedLeaf>();
    let from = Number.NEGATIVE_INFINITY;
    for (const [leafIndex, leaf] of sorted) {
      if (leafIndex >= from + leavesMax) {
        if (stretch.size > 0) yield stretch;
        stretch = new Map();
        from = leafIndex;
      }
      stretch.set(leafIndex, leaf);
    }
    if (stretch.size > 0) yield stretch;
  }
}

export interface UndecidedLeaf {
  bytes: Uint8Array;
  notedIndex: number | undefined;
  /** The noted one if it is true, else the first later leaf about the same record; undefined where the log has none. */
  successorIndex: number | undefined;
}

function keyOf(leaf: Uint8Array): string {
  return Buffer.from(pseudonymOf(leaf)).toString('latin1');
}
