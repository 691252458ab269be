import { ServiceError } from '@necips/runtime';
import { rootOf, splitHashes, TILE_WIDTH } from '@necips/tlog';
import type { Context } from '../../context.ts';
import { readTileNodes } from '../../queries/stored-tile.ts';
import { countTileRoots, insertTileRoots } from '../../store/tile-root.ts';

/** Leaves hashed for one question at most, three seconds of processor time; beyond that the asker has to come again. */
const LEAVES_MAX = 1_000_000;
/** Roots computed and stored at a time. */
const ROOTS_A_TURN = 64;

/**
 * Computes the roots of full tiles that a log of this size has and that are not stored yet. It is done when a proof is asked for,
 * so that nothing is added to the work of applying, once for each leaf. Throws `unavailable` where more than a million leaves
 * were not hashed yet; what was done by then is kept.
 */
export async function keepTileRoots(
  { reading, proofs }: Pick<Context, 'reading' | 'proofs'>,
  log: TiledLog,
): Promise<void> {
  if ((await countTileRoots(reading, log, 0)) === tilesOf(log.size, 0)) return;
  // Of many who ask at once, one does the work.
  await proofs.run(async () => {
    let leavesLeft = LEAVES_MAX;
    for (let level = 0; tilesOf(log.size, level) > 0; level++) {
      leavesLeft = await keepLevel({ reading }, log, level, leavesLeft);
    }
  });
}

async function keepLevel(
  { reading }: Pick<Context, 'reading'>,
  log: TiledLog,
  level: number,
  leavesLeft: number,
): Promise<number> {
  let left = leavesLeft;
  const wanted = tilesOf(log.size, level);
  for (let start = await countTileRoots(reading, log, level); start < wanted; ) {
    const end = Math.min(wanted, start + ROOTS_A_TURN);
    left -= level === 0 ? (end - start) * TILE_WIDTH : 0;
    if (left < 0) {
      throw new ServiceError('unavailable', '证明正在准备，请稍后再试 (proofs are being prepared)', {
        reason: 'proofs_being_prepared',
      });
    }
    // Many tiles at a time: the batches that leaves are stored in are larger than a tile, and would be read several times.
    const nodes = { start: start * TILE_WIDTH, end: end * TILE_WIDTH };
    const hashes = splitHashes(await readTileNodes(reading, log, { level, ...nodes }));
    if (hashes.length !== nodes.end - nodes.start)
      throw new Error(`tiles of level ${level} of ${log.node} lack hashes`);
    const roots = Array.from({ length: end - start }, (_, i) =>
      rootOf(hashes.slice(i * TILE_WIDTH, (i + 1) * TILE_WIDTH)),
    );
    await insertTileRoots(reading, log, { level, start, roots });
    start = end;
  }
  return left;
}

/** How many full tiles a level has: level 0 over 256 leaves each. */
function tilesOf(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** (level + 1));
}

interface TiledLog {
  node: string;
  generation: number;
  /** Leaves applied. */
  size: number;
}
