import { HASH_BYTES } from '../tree/hashing.ts';

/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 256;
/** Levels of the binary tree that one level of tiles spans. */
export const TILE_HEIGHT = 8;
/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** The highest tile level that C2SP tlog-tiles names. */
export const TILE_LEVEL_MAX = 63;

/** Width of the partial tile at `level` for a tree of `size` leaves: floor(size / 256^level) mod 256; 0 means there is none. */
export function partialWidth(size: number, level: number): number {
  return nodesAt(size, level) % TILE_WIDTH;
}

/** How many hashes of tile (level, index) exist in a tree of `size` leaves: 0 to 256. */
export function tileWidth(size: number, level: number, index: number): number {
  return Math.min(TILE_WIDTH, Math.max(0, nodesAt(size, level) - index * TILE_WIDTH));
}

/** How many complete subtrees of 256^level leaves a tree of `size` leaves has. */
export function nodesAt(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** Which tile: level 0 holds leaf hashes; level n roots of full tiles of level n - 1. Width 256 is the full tile. */
export type TileAddress = { readonly level: number; readonly index: number; readonly width: number };
