import type { Executor, Sql } from '@necips/runtime';

/** How many full tiles of a level have their root stored: all from the first on. */
export async function countTileRoots(sql: Executor, { node, generation }: TileLog, level: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select coalesce(max(tile_index) + 1, 0) as count from tile_root
    where node = ${node} and generation = ${generation} and level = ${level}`;
  return row?.count ?? 0;
}

/** Roots of the full tiles `start` … `end` - 1 of a level, 32 bytes each, one after another; fewer where they are not stored. */
export async function readTileRoots(
  sql: Executor,
  { node, generation }: TileLog,
  { level, start, end }: { level: number; start: number; end: number },
): Promise<Buffer> {
  const rows = await sql<{ root: Buffer }[]>`
    select root from tile_root where node = ${node} and generation = ${generation} and level = ${level}
      and tile_index >= ${start} and tile_index < ${end} order by tile_index`;
  return Buffer.concat(rows.map(({ root }) => root));
}

/** Stores roots of consecutive tiles; another process may have stored the same. */
export async function insertTileRoots(
  sql: Sql,
  { node, generation }: TileLog,
  { level, start, roots }: { level: number; start: number; roots: readonly Uint8Array[] },
): Promise<void> {
  await sql`
    insert into tile_root (node, generation, level, tile_index, root)
    select ${node}, ${generation}, ${level}, ${start} + number - 1, root
    from unnest(${sql.array(roots.map((root) => Buffer.from(root)))}) with ordinality as tile (root, number)
    on conflict do nothing`;
}

/** Forgets the roots of a log; they are computed again from its leaves. */
export async function deleteTileRoots(sql: Executor, { node, generation }: TileLog): Promise<void> {
  await sql`delete from tile_root where node = ${node} and generation = ${generation}`;
}

interface TileLog {
  node: string;
  generation: number;
}
