import { CompactRange, equalBytes, HASH_BYTES, LatestLeaves, leafHash } from '@necips/tlog';
import type { PublicLog } from './public-log.ts';

/** The hashes of a log's leaves and which of them are current: about 120 bytes a leaf. */
export class LogLeaves {
  readonly latest = new LatestLeaves();
  readonly #range = new CompactRange();
  readonly #hashes: Uint8Array;

  constructor(size: number) {
    this.#hashes = new Uint8Array(size * HASH_BYTES);
  }

  /** Reads the first `size` leaves of the public log. */
  static async read(log: PublicLog, size: number, progress: (text: string) => void): Promise<LogLeaves> {
    const leaves = new LogLeaves(size);
    for await (const leaf of log.leaves(0, size)) {
      const hash = leafHash(leaf);
      leaves.#hashes.set(hash, leaves.#range.size * HASH_BYTES);
      leaves.#range.append(hash);
      leaves.latest.add(leaf);
      const read = leaves.latest.endIndex;
      if (read % 100_000 === 0) progress(`${read} of ${size} leaves of the public log read`);
    }
    return leaves;
  }

  get size(): number {
    return this.#hashes.length / HASH_BYTES;
  }

  /** Root over the leaves as the province shows them. */
  root(): Uint8Array {
    return this.#range.root();
  }

  /** Hash of a leaf as the province shows it, unless it was replaced. */
  hashAt(index: number): Uint8Array {
    return this.#hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  /** Puts the hash of what the centre holds in a leaf's place. */
  replace(index: number, hash: Uint8Array): void {
    this.#hashes.set(hash, index * HASH_BYTES);
  }

  /** Root over the leaves with what the centre holds in their places. */
  recomputedRoot(): Uint8Array {
    const range = new CompactRange();
    for (let index = 0; index < this.size; index++) range.append(this.hashAt(index));
    return range.root();
  }

  /** Reads on to a newer checkpoint, so that `latest` knows what supersedes; throws where the leaves do not lead to it. */
  async readOn(log: PublicLog, newest: { size: number; root: Uint8Array }): Promise<void> {
    const range = this.#range.clone();
    for await (const leaf of log.leaves(this.size, newest.size)) {
      this.latest.supersede(leaf, range.size);
      range.append(leafHash(leaf));
    }
    if (!equalBytes(range.root(), newest.root))
      throw new Error('the public leaves do not lead to the newest checkpoint');
  }
}
