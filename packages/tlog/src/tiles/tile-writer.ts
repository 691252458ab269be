import { CompactRange } from '../tree/compact-range.ts';
import { HASH_BYTES, rootOf, splitHashes } from '../tree/hashing.ts';
import { nodesAt, partialWidth, TILE_BYTES, TILE_HEIGHT, TILE_WIDTH } from './tile.ts';
import { type PartialTileStore, partialTile } from './tile-store.ts';

/**
 * Extends a tree and yields the tiles that become full on the way, each with its root: the hash that the level above holds for it.
 * Every node is hashed once, for tree and tiles together.
 */
export class TileWriter {
  readonly #range: CompactRange;
  /** The incomplete tile of each level, 8,192 bytes, filled as far as the size says. */
  readonly #open: Uint8Array[];
  #full: FullTile[] = [];

  /** `pending[level]` holds the concatenated hashes of that level's partial tile. Throws RangeError if a width is not that of the size. */
  constructor(size = 0, pending: readonly Uint8Array[] = []) {
    this.#open = [];
    for (let level = 0; level < pending.length || nodesAt(size, level) > 0; level++) {
      const hashes = pending[level] ?? new Uint8Array(0);
      if (hashes.length !== partialWidth(size, level) * HASH_BYTES) {
        throw new RangeError(
          `level ${level} of a tree of ${size} leaves has ${partialWidth(size, level)} pending hashes`,
        );
      }
      const tile = new Uint8Array(TILE_BYTES);
      tile.set(hashes);
      this.#open.push(tile);
    }
    this.#range = new CompactRange(size, completeSubtrees(pending));
  }

  /** Continues a stored tree of `size` leaves. */
  static async open(store: PartialTileStore, size: number): Promise<TileWriter> {
    const pending: Uint8Array[] = [];
    for (let level = 0; nodesAt(size, level) > 0; level++) pending.push(await partialTile(store, level, size));
    return new TileWriter(size, pending);
  }

  /** Number of leaves. */
  get size(): number {
    return this.#range.size;
  }

  /** RFC 6962 root, 32 bytes. */
  root(): Uint8Array {
    return this.#range.root();
  }

  /** The tree's right edge, a copy. */
  range(): CompactRange {
    return this.#range.clone();
  }

  /** Adds one leaf hash, 32 bytes. */
  append(leafHash: Uint8Array): void {
    this.#range.append(leafHash, this.#collect);
  }

  /** Adds leaf hashes in order. */
  appendMany(leafHashes: Iterable<Uint8Array>): void {
    this.#range.appendMany(leafHashes, this.#collect);
  }

  /** The tiles that became full since the last call, each before the tile of the level above that its root completes. */
  takeFullTiles(): FullTile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /**
   * An independent copy (8 KB a level), so that a transaction may fail without having moved the original. Tiles not yet taken are
   * not copied.
   */
  clone(): TileWriter {
    return new TileWriter(
      this.size,
      this.#open.map((tile, level) => tile.subarray(0, partialWidth(this.size, level) * HASH_BYTES)),
    );
  }

  readonly #collect = (binaryLevel: number, index: number, hash: Uint8Array): void => {
    if (binaryLevel % TILE_HEIGHT !== 0) return;
    const level = binaryLevel / TILE_HEIGHT;
    // The root of a full tile is the node that belongs to the level above, so the tile is complete when that node is.
    if (level > 0) {
      this.#full.push({ level: level - 1, index, hashes: this.#open[level - 1] as Uint8Array, root: hash });
      this.#open[level - 1] = new Uint8Array(TILE_BYTES);
    }
    this.#open[level] ??= new Uint8Array(TILE_BYTES);
    (this.#open[level] as Uint8Array).set(hash, (index % TILE_WIDTH) * HASH_BYTES);
  };
}

/** A full tile as it is stored: 8,192 bytes of hashes, and their root (32 bytes). */
export type FullTile = {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
};

/** Roots of the complete subtrees, largest first, that the pending hashes of all levels stand for. */
function completeSubtrees(pending: readonly Uint8Array[]): Uint8Array[] {
  const roots: Uint8Array[] = [];
  for (const bytes of pending.toReversed()) {
    const hashes = splitHashes(bytes);
    let start = 0;
    for (let width = TILE_WIDTH / 2; width >= 1; width /= 2) {
      if (start + width > hashes.length) continue;
      // Copied, so that the range does not depend on memory of the caller.
      roots.push(new Uint8Array(rootOf(hashes.slice(start, start + width))));
      start += width;
    }
  }
  return roots;
}
