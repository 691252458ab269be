import { readLeaves } from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { leafHash, TILE_WIDTH, type TileAddress } from '@necips/tlog';
import { readTileRoots } from '../store/tile-root.ts';

/** A tile of a log that is applied here: hashes of leaves are computed from the leaves, above them roots of tiles are stored. */
export async function storedTile(
  sql: Sql,
  log: { node: string; generation: number },
  { level, index, width }: TileAddress,
): Promise<Uint8Array> {
  const [start, end] = [index * TILE_WIDTH, index * TILE_WIDTH + width];
  if (level > 0) return readTileRoots(sql, log, { level: level - 1, start, end });
  return Buffer.concat((await readLeaves(sql, { ...log, from: start, to: end })).map(leafHash));
}
