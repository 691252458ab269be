import { readLeaves } from '@necips/exchange';
import { encodeEntryBundle, parseTilePath, readTile, TILE_WIDTH } from '@necips/tlog';
import type { Context } from '../context.ts';
import type { TreeHead } from '../domain/signed-tree.ts';
import { tileStore } from '../store/log-tile.ts';

/**
 * What a C2SP tlog-tiles path (`tile/…`) names under a signed tree of the log; undefined where the path is not canonical or
 * names what that tree does not have.
 */
export async function readLogResource(
  { node, reading }: Pick<Context, 'node' | 'reading'>,
  { generation, size }: TreeHead,
  path: string,
): Promise<LogResource | undefined> {
  const tile = parseTilePath(path);
  if (!tile) return undefined;
  const isFull = tile.width === TILE_WIDTH;
  if (tile.kind === 'hashes') {
    const hashes = await readTile(tileStore(reading, { node, generation }), size, tile);
    return hashes && { bytes: hashes, isFull };
  }
  const from = tile.index * TILE_WIDTH;
  const to = from + tile.width;
  if (to > size) return undefined;
  const leaves = await readLeaves(reading, { node, generation, from, to });
  return { bytes: encodeEntryBundle(leaves), isFull };
}

export interface LogResource {
  bytes: Uint8Array;
  /** A full tile or bundle, which never changes and never goes. */
  isFull: boolean;
}
