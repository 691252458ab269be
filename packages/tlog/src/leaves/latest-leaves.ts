import { viewOf } from '../uint64.ts';
import { LEAF_BYTES, PSEUDONYM_BYTES } from './leaf.ts';

/** Slots of the table are doubled when more than this part of them is taken. */
const LOAD_MAX = 0.7;
const SLOTS_MIN = 1024;
const PUBLISH = 1;
const GENERATION = 4;
const ROTATION = 5;
const SUPERSEDED = 1;
const PUBLISHES = 2;

/**
 * Which leaves of a log are the latest of their record, found in one pass over the leaves in log order. About 50 bytes a leaf
 * in typed arrays, so that a million leaves need 50 MB. The hash is seeded, because whoever writes a log chooses its pseudonyms.
 */
export class LatestLeaves {
  /** Index of the first leaf that was added. */
  readonly firstIndex: number;
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  #size = 0;
  #taken = 0;
  #slots = SLOTS_MIN;
  /** Four words a slot. */
  #pseudonyms = new Uint32Array(SLOTS_MIN * 4);
  /** Offset from `firstIndex` plus one; 0 is a free slot. */
  #latest = new Uint32Array(SLOTS_MIN);
  #flags = new Uint8Array(SLOTS_MIN);
  /** By the latest added leaf of a record: a leaf about it that was only taken note of. */
  readonly #noted = new Map<number, number>();

  /** Starts with leaf `firstIndex` of the log; what came before it is not looked at. */
  constructor(firstIndex = 0) {
    this.firstIndex = firstIndex;
  }

  /** Index after the last leaf that was added. */
  get endIndex(): number {
    return this.firstIndex + this.#size;
  }

  /** Adds the next leaf, 98 bytes, of a log that was verified. Throws RangeError for another length. */
  add(leaf: Uint8Array): void {
    if (leaf.length !== LEAF_BYTES) throw new RangeError(`a leaf has ${LEAF_BYTES} bytes`);
    if (this.#taken >= this.#slots * LOAD_MAX) this.#grow();
    if (this.#size === this.#flags.length) this.#flags = enlarged(this.#flags);
    if (!isAboutRecord(leaf)) {
      this.#size += 1;
      return;
    }
    const words = wordsOf(leaf, 2);
    const slot = this.#find(this.#pseudonyms, this.#latest, words);
    const previous = this.#latest[slot] as number;
    if (previous === 0) {
      this.#pseudonyms.set(words, slot * 4);
      this.#taken += 1;
    } else {
      this.#flags[previous - 1] = (this.#flags[previous - 1] as number) | SUPERSEDED;
    }
    this.#flags[this.#size] = leaf[1] === PUBLISH ? PUBLISHES : 0;
    this.#size += 1;
    this.#latest[slot] = this.#size;
  }

  /**
   * Takes note of leaf `index`, which follows those added, without adding it: what it supersedes is superseded. So a long log is
   * looked through in the memory of a short one.
   */
  supersede(leaf: Uint8Array, index: number): void {
    if (leaf.length !== LEAF_BYTES) throw new RangeError(`a leaf has ${LEAF_BYTES} bytes`);
    if (!isAboutRecord(leaf)) return;
    const latest = this.#latest[this.#find(this.#pseudonyms, this.#latest, wordsOf(leaf, 2))] as number;
    if (latest === 0) return;
    this.#flags[latest - 1] = (this.#flags[latest - 1] as number) | SUPERSEDED;
    this.#noted.set(this.firstIndex + latest - 1, index);
  }

  /** Index of the latest leaf with this pseudonym (16 bytes), or undefined. */
  latestOf(pseudonym: Uint8Array): number | undefined {
    if (pseudonym.length !== PSEUDONYM_BYTES) throw new RangeError(`a pseudonym has ${PSEUDONYM_BYTES} bytes`);
    const slot = this.#find(this.#pseudonyms, this.#latest, wordsOf(pseudonym, 0));
    const latest = this.#latest[slot] as number;
    return latest === 0 ? undefined : this.firstIndex + latest - 1;
  }

  /** Index of some leaf after `index` with this pseudonym (16 bytes), added or taken note of; undefined where there is none. */
  laterThan(index: number, pseudonym: Uint8Array): number | undefined {
    const latest = this.latestOf(pseudonym);
    if (latest === undefined || latest > index) return latest;
    return this.#noted.get(latest);
  }

  /** Whether a later leaf of the same record was added, or taken note of. */
  isSuperseded(index: number): boolean {
    return (this.#flagsOf(index) & SUPERSEDED) !== 0;
  }

  /** Whether the leaf is what its record currently shows: the latest, and not a withdrawal. */
  isCurrent(index: number): boolean {
    return this.#flagsOf(index) === PUBLISHES;
  }

  #flagsOf(index: number): number {
    if (index < this.firstIndex || index >= this.endIndex) throw new RangeError(`leaf ${index} was not added`);
    return this.#flags[index - this.firstIndex] as number;
  }

  #find(pseudonyms: Uint32Array, latest: Uint32Array, [a, b, c, d]: Words): number {
    const mask = latest.length - 1;
    let slot = mixed(a, b, c, d, this.#seed) & mask;
    for (; latest[slot] !== 0; slot = (slot + 1) & mask) {
      const at = slot * 4;
      if (pseudonyms[at] === a && pseudonyms[at + 1] === b && pseudonyms[at + 2] === c && pseudonyms[at + 3] === d)
        break;
    }
    return slot;
  }

  #grow(): void {
    const slots = this.#slots * 2;
    const pseudonyms = new Uint32Array(slots * 4);
    const latest = new Uint32Array(slots);
    for (let from = 0; from < this.#slots; from++) {
      if (this.#latest[from] === 0) continue;
      const words = this.#pseudonyms.subarray(from * 4, from * 4 + 4) as unknown as Words;
      const slot = this.#find(pseudonyms, latest, words);
      pseudonyms.set(words, slot * 4);
      latest[slot] = this.#latest[from] as number;
    }
    [this.#slots, this.#pseudonyms, this.#latest] = [slots, pseudonyms, latest];
  }
}

/** What key rotations and generations have in the pseudonym's place says nothing about any record. */
function isAboutRecord(leaf: Uint8Array): boolean {
  return leaf[1] !== GENERATION && leaf[1] !== ROTATION;
}

function wordsOf(bytes: Uint8Array, offset: number): Words {
  const view = viewOf(bytes);
  return [view.getUint32(offset), view.getUint32(offset + 4), view.getUint32(offset + 8), view.getUint32(offset + 12)];
}

/** Every word passes through a multiplication with the seed in it, so that chosen pseudonyms do not fall together. */
function mixed(a: number, b: number, c: number, d: number, seed: number): number {
  let hash = seed;
  hash = Math.imul(hash ^ a, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 13) ^ c, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 16) ^ d, 0x165667b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}

function enlarged(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}

type Words = [number, number, number, number];
