import { CompactRange, equalBytes, type LatestLeaves, leafHash } from '@necips/tlog';
import type { LogTail } from './log-tail.ts';

/**
 * The leaves between what is applied and a tip that the province has signed, proven to lead there. Only from it does the
 * centre believe that content is rightly gone: a later leaf supersedes or withdraws the record.
 */
export class LookAhead {
  /** Index of the first leaf looked at. */
  readonly fromIndex: number;
  /** Size of the signed tree that the leaves lead to. */
  readonly tipSize: number;
  readonly #leaves: LatestLeaves;

  constructor(leaves: LatestLeaves) {
    this.fromIndex = leaves.firstIndex;
    this.tipSize = leaves.endIndex;
    this.#leaves = leaves;
  }

  /** Whether a later leaf up to the tip is about the same record; false for leaves outside of what was looked at. */
  isSuperseded(leafIndex: number): boolean {
    const isInside = leafIndex >= this.fromIndex && leafIndex < this.tipSize;
    return isInside && this.#leaves.isSuperseded(leafIndex);
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
