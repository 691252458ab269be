import { readLeaves } from '@necips/exchange';
import type { Executor, Transaction } from '@necips/runtime';
import { type FullTile, leafHash, type TileStore } from '@necips/tlog';

/** Stores tiles that became full. */
export async function insertTiles(tx: Transaction, generation: number, tiles: readonly FullTile[]): Promise<void> {
  if (tiles.length === 0) return;
  // Arrays of bytes need to be told apart from bytes.
  const bytes = (valueOf: (tile: FullTile) => Uint8Array) => tx.array(tiles.map((tile) => Buffer.from(valueOf(tile))));
  await tx`
    insert into log_tile (generation, level, tile_index, hashes, root)
    select ${generation}, * from unnest(
      ${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ index }) => index)}::bigint[],
      ${bytes(({ hashes }) => hashes)}, ${bytes(({ root }) => root)})`;
}

/** The tiles of one log as tlog reads them: full ones from the table, hashes of incomplete ones from leaves and roots. */
export function tileStore(sql: Executor, log: { node: string; generation: number }): TileStore {
  const { generation } = log;
  return {
    async fullTile(level, index) {
      const [row] = await sql<{ hashes: Buffer }[]>`
        select hashes from log_tile where generation = ${generation} and level = ${level} and tile_index = ${index}`;
      return row?.hashes;
    },
    async tileRoots(level, start, end) {
      const rows = await sql<{ root: Buffer }[]>`
        select root from log_tile where generation = ${generation} and level = ${level}
          and tile_index >= ${start} and tile_index < ${end} order by tile_index`;
      return Buffer.concat(rows.map(({ root }) => root));
    },
    async leafHashes(start, end) {
      const leaves = await readLeaves(sql, { ...log, from: start, to: end });
      return Buffer.concat(leaves.map(leafHash));
    },
  };
}
