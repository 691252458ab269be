import { readLeaves } from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { leafHash, TILE_WIDTH, type TileAddress } from '@necips/tlog';
import { readTileRoots } from '../store/tile-root.ts';

/** A tile of a log that is applied here. */
export async function storedTile(
  sql: Sql,
  log: { node: string; generation: number },
  { level, index, width }: TileAddress,
): Promise<Uint8Array> {
  return readTileNodes(sql, log, { level, start: index * TILE_WIDTH, end: index * TILE_WIDTH + width });
}

/**
 * Any stretch of what the tiles of a level hold, 32 bytes each: hashes of leaves, computed from the leaves, and above them the
 * stored roots of the full tiles below.
 */
export async function readTileNodes(
  sql: Sql,
  log: { node: string; generation: number },
  { level, start, end }: { level: number; start: number; end: number },
): Promise<Uint8Array> {
  if (level > 0) return readTileRoots(sql, log, { level: level - 1, start, end });
  return Buffer.concat((await readLeaves(sql, { ...log, from: start, to: end })).map(leafHash));
}
