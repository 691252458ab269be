import type { TileTable } from '@necips/exchange';
import { equalBytes, TILE_WIDTH, TileWriter } from '@necips/tlog';
import { insertTiles, tileStore } from './log-tile.ts';

/** Levels of tiles that a log may have: 256^7 leaves are beyond what is counted here. */
const LEVELS_MAX = 7;

/** The stored full tiles, as the patrol checks and mends them. */
export const LOG_TILE_TABLE: TileTable = {
  open: (executor, log, size) => TileWriter.open(tileStore(executor, log), size),
  async differing(executor, generation, tiles) {
    const rows = await executor<{ level: number; index: number; hashes: Buffer; root: Buffer }[]>`
      select level, tile_index as "index", hashes, root from log_tile
      where generation = ${generation} and (level, tile_index) in (
        select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ index }) => index)}::bigint[]))`;
    const stored = new Map(rows.map((row) => [`${row.level}/${row.index}`, row]));
    return tiles.filter(({ level, index, hashes, root }) => {
      const is = stored.get(`${level}/${index}`);
      return !is || !equalBytes(is.hashes, hashes) || !equalBytes(is.root, root);
    });
  },
  async write(tx, generation, tiles) {
    if (tiles.length === 0) return;
    await tx`
      delete from log_tile where generation = ${generation} and (level, tile_index) in (
        select * from unnest(${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ index }) => index)}::bigint[]))`;
    await insertTiles(tx, generation, tiles);
  },
  async deleteBeyond(tx, generation, size) {
    // Each level has as many full tiles as the tree has complete subtrees of that many leaves.
    const counts = Array.from({ length: LEVELS_MAX }, (_, level) => Math.floor(size / TILE_WIDTH ** (level + 1)));
    const rows = await tx`
      delete from log_tile t where generation > ${generation} or generation < 1 or (generation = ${generation} and (
        level < 0 or level >= ${LEVELS_MAX} or tile_index < 0
        or tile_index >= (${counts}::bigint[])[greatest(0, least(level, ${LEVELS_MAX - 1})) + 1]))
      returning level`;
    return rows.length;
  },
};
