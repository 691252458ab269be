// A tree held in memory the way a service holds it in tables: leaf hashes, and full tiles with their roots.
import { type FullTile, leafHash, type TileStore, TileWriter } from '../src/index.ts';

/** Distinct leaf hashes, the same in every run. */
export function someLeafHashes(count: number): Uint8Array[] {
  return someEntries(count).map(leafHash);
}

/** Distinct entries of various lengths, the same in every run. */
export function someEntries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`entry ${i}${'.'.repeat(i % 7)}`));
}

/** Stores tree and tiles of these leaves, written in batches of at most `batch`, each by a writer opened afresh. */
export async function storeTree(leafHashes: Uint8Array[], batch: number): Promise<StoredTree> {
  const tiles: FullTile[] = [];
  const find = (level: number, index: number) => tiles.find((tile) => tile.level === level && tile.index === index);
  const store: TileStore = {
    leafHashes: async (start, end) => Buffer.concat(leafHashes.slice(start, end)),
    tileRoots: async (level, start, end) =>
      Buffer.concat(tiles.filter((t) => t.level === level && t.index >= start && t.index < end).map((t) => t.root)),
    fullTile: async (level, index) => find(level, index)?.hashes,
  };
  let writer = new TileWriter();
  for (let start = 0; start < leafHashes.length; start += batch) {
    writer = await TileWriter.open(store, start);
    writer.appendMany(leafHashes.slice(start, start + batch));
    tiles.push(...writer.takeFullTiles());
  }
  return { store, tiles, root: writer.root() };
}

export type StoredTree = { store: TileStore; tiles: FullTile[]; root: Uint8Array };
