/**
 * Remembers a 32-bit hash of every row's business key, four bytes a row, and finds those that occur more than once. Two
 * keys may share a hash (about 100 pairs in a million rows): that costs a second look at those rows and nothing else, since
 * whoever looks compares the keys themselves.
 */
export class KeyHashes {
  readonly #segments: Uint32Array[] = [];
  #last = new Uint32Array(SEGMENT_ROWS);
  #used = 0;

  add(key: string): void {
    if (this.#used === SEGMENT_ROWS) {
      this.#segments.push(this.#last);
      this.#last = new Uint32Array(SEGMENT_ROWS);
      this.#used = 0;
    }
    this.#last[this.#used++] = hashOfKey(key);
  }

  /** The hashes that were added at least twice, ascending. Gives way to other work between segments. */
  async repeated(): Promise<Uint32Array> {
    const segments = [...this.#segments, this.#last.subarray(0, this.#used)];
    for (const segment of segments) {
      segment.sort();
      await new Promise(setImmediate);
    }
    return findRepeated(segments);
  }
}

/** 32-bit hash of a business key: FNV-1a with the finishing steps of MurmurHash3. */
export function hashOfKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Whether an ascending list holds a hash. */
export function hasHash(sorted: Uint32Array, hash: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
}

/** Sorted one at a time: a million takes some 50 ms, during which nothing else runs. */
const SEGMENT_ROWS = 1 << 20;
/** Steps of merging between two pauses. */
const STEPS_A_TURN = 1 << 20;

async function findRepeated(segments: Uint32Array[]): Promise<Uint32Array> {
  const repeated: number[] = [];
  const positions = new Uint32Array(segments.length);
  let previous = -1;
  for (let steps = 1; ; steps++) {
    let least = -1;
    let value = Number.POSITIVE_INFINITY;
    for (let i = 0; i < segments.length; i++) {
      const head = segments[i]![positions[i]!];
      if (head !== undefined && head < value) {
        value = head;
        least = i;
      }
    }
    if (least < 0) return Uint32Array.from(repeated);
    positions[least]! += 1;
    if (value === previous && repeated.at(-1) !== value) repeated.push(value);
    previous = value;
    if (steps % STEPS_A_TURN === 0) await new Promise(setImmediate);
  }
}
