import { LogError } from '../errors.ts';
import { TILE_HEIGHT, TILE_WIDTH, type TileAddress, tileWidth } from '../tiles/tile.ts';
import { assertSize } from '../uint64.ts';
import { HASH_BYTES, rootOf, splitHashes } from './hashing.ts';

/** Tiles that one reader keeps: a proof touches at most two a level. */
const TILES_KEPT_MAX = 32;

/**
 * Reads any complete node of a tree of `size` leaves from its tiles. `fetchTile` is asked for exactly the tiles that this size
 * promises; if a partial one is gone (undefined), for the full tile that has replaced it. Nothing read is authenticated: what
 * is built from it must be checked against a signed root. Throws LogError `missing` or `malformed`.
 */
export function tileHashReader(fetchTile: FetchTile, size: number): HashReader {
  assertSize(size);
  const kept = new Map<string, Promise<Uint8Array[]>>();

  const tile = async (level: number, index: number): Promise<Uint8Array[]> => {
    const key = `${level}/${index}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const hashes = fetchHashes(fetchTile, { level, index, width: tileWidth(size, level, index) });
    const oldest = kept.size < TILES_KEPT_MAX ? undefined : kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, hashes);
    try {
      return await hashes;
    } catch (error) {
      // A failure is not kept: the next reading asks again.
      kept.delete(key);
      throw error;
    }
  };

  return {
    async readHashes(level, start, end) {
      if (!(0 <= start && start <= end && end * 2 ** level <= size)) {
        throw new RangeError(`a tree of ${size} leaves lacks nodes ${start} to ${end} of level ${level}`);
      }
      // A node inside a tile is the root over 1, 2, 4 … 128 of its hashes.
      const span = 2 ** (level % TILE_HEIGHT);
      const read: Uint8Array[] = [];
      for (let index = start; index < end; index++) {
        const hashes = await tile(Math.floor(level / TILE_HEIGHT), Math.floor((index * span) / TILE_WIDTH));
        const first = (index * span) % TILE_WIDTH;
        read.push(rootOf(hashes.slice(first, first + span)));
      }
      return read;
    },
  };
}

async function fetchHashes(fetchTile: FetchTile, tile: TileAddress): Promise<Uint8Array[]> {
  let bytes = await fetchTile(tile);
  let width = tile.width;
  if (bytes === undefined && width < TILE_WIDTH) {
    width = TILE_WIDTH;
    bytes = await fetchTile({ ...tile, width });
  }
  const named = `tile ${tile.index} of level ${tile.level}, width ${width}`;
  if (bytes === undefined) throw new LogError('missing', `${named}: not there`);
  if (bytes.length !== width * HASH_BYTES) throw new LogError('malformed', `${named}: has ${bytes.length} bytes`);
  return splitHashes(bytes).slice(0, tile.width);
}

/** Gets a tile's bytes from storage or a peer; undefined if it is not there. */
export type FetchTile = (tile: TileAddress) => Promise<Uint8Array | undefined>;

export type HashReader = {
  /** Hashes of the complete subtrees start … end - 1 of 2^level leaves each (level 0: leaves). */
  readHashes(level: number, start: number, end: number): Promise<Uint8Array[]>;
};
