import { LogError } from '../errors.ts';
import { assertSize, readUint64, viewOf, writeUint64 } from '../uint64.ts';
import { emptyRoot, HASH_BYTES, nodeHash, splitHashes } from './hashing.ts';

/**
 * The right edge of a tree that starts at leaf 0: the roots of its complete subtrees, largest first, one for each bit set in the
 * size. It is all that appending and computing the root need: under 2 KB at any size.
 */
export class CompactRange {
  #size: number;
  readonly #hashes: Uint8Array[];

  /** Takes over `hashes`. Throws RangeError unless there is one 32-byte hash for each bit set in `size`. */
  constructor(size = 0, hashes: Uint8Array[] = []) {
    assertSize(size);
    if (hashes.length !== bitsSet(size) || hashes.some((hash) => hash.length !== HASH_BYTES)) {
      throw new RangeError(`a tree of ${size} leaves has ${bitsSet(size)} complete subtrees`);
    }
    this.#size = size;
    this.#hashes = hashes;
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Roots of the complete subtrees, largest first. */
  get hashes(): readonly Uint8Array[] {
    return this.#hashes;
  }

  /**
   * Adds one leaf hash (32 bytes; kept, not copied). `onNode` is told of every node that is now complete, the leaf first, then
   * its ancestors upwards.
   */
  append(leafHash: Uint8Array, onNode?: NodeCollector): void {
    if (leafHash.length !== HASH_BYTES) throw new RangeError('a leaf hash has 32 bytes');
    let hash = leafHash;
    let index = this.#size;
    let level = 0;
    onNode?.(level, index, hash);
    while (index % 2 === 1) {
      hash = nodeHash(this.#hashes.pop() as Uint8Array, hash);
      index = (index - 1) / 2;
      level += 1;
      onNode?.(level, index, hash);
    }
    this.#hashes.push(hash);
    this.#size += 1;
  }

  /** Adds leaf hashes in order; see `append`. */
  appendMany(leafHashes: Iterable<Uint8Array>, onNode?: NodeCollector): void {
    for (const leafHash of leafHashes) this.append(leafHash, onNode);
  }

  /** RFC 6962 root of the tree, 32 bytes. */
  root(): Uint8Array {
    let root = this.#hashes.at(-1) ?? emptyRoot();
    for (let i = this.#hashes.length - 2; i >= 0; i--) root = nodeHash(this.#hashes[i] as Uint8Array, root);
    return root;
  }

  /** An independent copy, so that a transaction may fail without having moved the original. */
  clone(): CompactRange {
    return new CompactRange(this.#size, [...this.#hashes]);
  }

  /** Stored form: size as uint64 big-endian, then the hashes. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(8 + this.#hashes.length * HASH_BYTES);
    writeUint64(viewOf(bytes), 0, this.#size);
    this.#hashes.forEach((hash, i) => bytes.set(hash, 8 + i * HASH_BYTES));
    return bytes;
  }

  /** Reads the stored form. Throws LogError `malformed` unless size and number of hashes agree. */
  static fromBytes(bytes: Uint8Array): CompactRange {
    const size = bytes.length < 8 ? undefined : readUint64(viewOf(bytes), 0);
    if (size === undefined || bytes.length !== 8 + bitsSet(size) * HASH_BYTES) {
      throw new LogError('malformed', `${bytes.length} bytes are not a compact range`);
    }
    return new CompactRange(size, splitHashes(new Uint8Array(bytes.subarray(8))));
  }
}

/** Told of a complete node: binary tree level (0 = leaf), index within that level, hash. */
export type NodeCollector = (level: number, index: number, hash: Uint8Array) => void;

function bitsSet(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
