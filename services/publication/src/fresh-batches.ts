import type { PublishedBatch } from './messages.ts';

/** Content kept for the relay at most; what does not fit is read from the database again. */
const BYTES_MAX = 8 * 1_048_576;

/**
 * Newly signed batches on their way to the relay, so that it need not read back what has just been written. Never more
 * than a help: the relay reads from the database whatever is not here.
 */
export class FreshBatches {
  readonly #batches: FreshBatch[] = [];
  #bytes = 0;

  /** Adds the newest batch, or drops it where there is no room: the relay is behind then. */
  offer(batch: FreshBatch): void {
    if (process.env.NOFRESH) return;
    if (this.#bytes + batch.contentBytes > BYTES_MAX) return;
    this.#batches.push(batch);
    this.#bytes += batch.contentBytes;
  }

  /** Removes and returns the batches that follow each other from leaf `firstIndex` on; none where that one is not here. */
  take(firstIndex: number): PublishedBatch[] {
    const taken: PublishedBatch[] = [];
    let expected = firstIndex;
    for (let next = this.#batches[0]; next && next.batch.firstIndex <= expected; next = this.#batches[0]) {
      this.#batches.shift();
      this.#bytes -= next.contentBytes;
      if (next.batch.firstIndex < expected) continue;
      taken.push(next.batch);
      expected += next.batch.leaves.length;
    }
    return taken;
  }
}

export interface FreshBatch {
  batch: PublishedBatch;
  contentBytes: number;
}
