import type { FullTile } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import type { PatrolContext } from '../patrolled-log.ts';

/**
 * Holds stored tiles against those that follow from the verified leaves, and writes anew what is not equal; or takes away those that
 * lie `beyond` a tree of that size. Returns how many were wrong.
 */
export async function mendTiles(
  { sql, log, events }: PatrolContext,
  position: LogPosition,
  { full, beyond }: { full?: readonly FullTile[]; beyond?: number },
): Promise<number> {
  const { tiles } = log;
  if (!tiles) return 0;
  const { generation } = position;
  const isWrong = full === undefined || (await tiles.differing(sql, generation, full)).length > 0;
  if (!isWrong) return 0;
  const kind = full ? 'tile_altered' : 'tile_extra';
  const leafIndexes = (await sql.begin(async (tx) => {
    const state = await log.state.read(tx, { lock: true });
    const wrong = full ? await tiles.differing(tx, generation, full) : [];
    await tiles.write(tx, generation, wrong);
    // Under the lock the log may have grown beyond what was walked, and its tiles with it.
    const deleted =
      beyond === undefined ? 0 : await tiles.deleteBeyond(tx, generation, Math.max(beyond, state?.size ?? 0));
    const indexes = full ? wrong.map(firstLeafOf) : Array.from({ length: deleted }, () => null);
    for (const leafIndex of indexes) {
      await openDifference(tx, position, { kind, leafIndex, oldDigest: null });
      await closeDifference(tx, position, { kind, leafIndex, how: 'log', bytesMoved: 0, newDigest: null });
    }
    return indexes;
  })) as (number | null)[];
  for (const leafIndex of leafIndexes) {
    events.differenceFound(log.node, { kind, leafIndex });
    events.differenceMended(log.node, { kind, leafIndex, how: 'log' });
  }
  return leafIndexes.length;
}

function firstLeafOf({ level, index }: FullTile): number {
  return index * 256 ** (level + 1);
}
