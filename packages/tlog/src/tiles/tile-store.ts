// Only full tiles are stored. A partial tile is always a prefix of something stored: of leaf hashes, of roots of full tiles one
// level below, or of a tile that has become full since.
import { LogError } from '../errors.ts';
import { HASH_BYTES } from '../tree/hashing.ts';
import { nodesAt, partialWidth, TILE_WIDTH, type TileAddress, tileWidth } from './tile.ts';

/** Hashes (concatenated, 32 bytes each) of the partial tile at `level` for a tree of `size` leaves; empty if there is none. */
export async function partialTile(store: PartialTileStore, level: number, size: number): Promise<Uint8Array> {
  const width = partialWidth(size, level);
  if (width === 0) return new Uint8Array(0);
  const end = nodesAt(size, level);
  const start = end - width;
  const hashes = await (level === 0 ? store.leafHashes(start, end) : store.tileRoots(level - 1, start, end));
  if (hashes.length !== width * HASH_BYTES) {
    throw new LogError('missing', `level ${level} holds ${hashes.length} bytes for the hashes ${start} to ${end}`);
  }
  return hashes;
}

/**
 * What a tile path names in a tree of `size` leaves, full or partial; undefined if the tree does not have it. A partial tile
 * narrower than the present one, of an earlier checkpoint, is served too.
 */
export async function readTile(store: TileStore, size: number, tile: TileAddress): Promise<Uint8Array | undefined> {
  const present = tileWidth(size, tile.level, tile.index);
  if (tile.width < 1 || tile.width > present) return undefined;
  const hashes =
    present === TILE_WIDTH ? await store.fullTile(tile.level, tile.index) : await partialTile(store, tile.level, size);
  if (hashes === undefined)
    throw new LogError('missing', `full tile ${tile.index} of level ${tile.level} is not stored`);
  return hashes.subarray(0, tile.width * HASH_BYTES);
}

/** Where the hashes of incomplete tiles are found. Ranges are half-open; hashes are concatenated in order, 32 bytes each. */
export type PartialTileStore = {
  /** Hashes of the leaves start … end - 1: at most 255, all in the last, incomplete level-0 tile. */
  leafHashes(start: number, end: number): Promise<Uint8Array>;
  /** Roots of the full tiles start … end - 1 of a level: at most 255. */
  tileRoots(level: number, start: number, end: number): Promise<Uint8Array>;
};

export type TileStore = PartialTileStore & {
  /** The 8,192 bytes of a full tile; undefined if it is not stored. */
  fullTile(level: number, index: number): Promise<Uint8Array | undefined>;
};
