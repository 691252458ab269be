import type { LogTail } from '@necips/exchange';
import { CompactRange, equalBytes, type LatestLeaves, leafHash } from '@necips/tlog';

/**
 * Which of the leaves after a tail are superseded or withdrawn by a later one, up to a tip that the province has signed and to
 * which the leaves are proven to lead. Only from it does the centre believe that content is rightly gone.
 */
export class LookAhead {
  /** Index of the first leaf that this knows about. */
  readonly fromIndex: number;
  /** Index after the last leaf that this knows about; the tip may lie further. */
  readonly endIndex: number;
  readonly #leaves: LatestLeaves;

  constructor(leaves: LatestLeaves) {
    this.fromIndex = leaves.firstIndex;
    this.endIndex = leaves.endIndex;
    this.#leaves = leaves;
  }

  /** Whether a later leaf up to the tip is about the same record; false for a leaf that this knows nothing about. */
  isSuperseded(leafIndex: number): boolean {
    const isKnown = leafIndex >= this.fromIndex && leafIndex < this.endIndex;
    return isKnown && this.#leaves.isSuperseded(leafIndex);
  }

  /** Some later leaf up to the tip with this pseudonym (16 bytes); undefined where none is known. */
  laterThan(leafIndex: number, pseudonym: Uint8Array): number | undefined {
    return this.#leaves.laterThan(leafIndex, pseudonym);
  }
}

/** Extends the tree from a tail, to see whether leaves of unknown honesty lead to a signed root. */
export class TreeExtension {
  readonly #range: CompactRange;

  constructor(tail: Pick<LogTail, 'range'>) {
    this.#range = tail.range.clone();
  }

  add(leaf: Uint8Array): void {
    this.#range.append(leafHash(leaf));
  }

  leadsTo(tip: { size: number; root: Uint8Array }): boolean {
    return this.#range.size === tip.size && equalBytes(this.#range.root(), tip.root);
  }
}
