import type { LeafSource, PatrolledLog } from '@necips/exchange';
import { HASH_BYTES, splitHashes, TILE_WIDTH } from '@necips/tlog';
import type { Province } from './province.ts';
import type { PublicLog } from './public-log.ts';
import { nodeStateTable } from './store/node-state-table.ts';

/** A province's log with its copy here, as the patrol looks at it; what is missing is fetched from the province. */
export function patrolledProvince(province: Province, nodes: () => readonly string[]): PatrolledLog {
  const node = province.node.code;
  return {
    node,
    open: (note) => province.keys.open(note),
    nodes,
    state: nodeStateTable(node),
    source: provinceSource(province),
    stateMended: () => province.forget(),
  };
}

/** Single leaves and checkpoints by gRPC, hashes from the public tiles. */
function provinceSource({ bulkLog, publicLog }: Province): LeafSource {
  return {
    readLeaves: (generation, indexes, signal) => bulkLog.readLeaves({ generation, leafIndexes: [...indexes] }, signal),
    readCheckpoints: (generation, span, signal) => bulkLog.readHeaders({ generation, ...span }, signal),
    async leafHashes(_, { from, to }, signal) {
      const hashes: Uint8Array[] = [];
      let bytes = 0;
      for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
        const first = index * TILE_WIDTH;
        const tile = await readTile(publicLog, index, Math.min(TILE_WIDTH, to - first), signal);
        bytes += tile.length;
        hashes.push(...splitHashes(tile).slice(Math.max(0, from - first), to - first));
      }
      return { hashes, bytes };
    },
  };
}

/** The first `width` hashes of a level-0 tile; from the full one where the partial one is gone. */
async function readTile(log: PublicLog, index: number, width: number, signal: AbortSignal): Promise<Uint8Array> {
  const partial = await log.tile({ level: 0, index, width }, signal);
  const tile = partial ?? (await log.tile({ level: 0, index, width: TILE_WIDTH }, signal));
  if (!tile || tile.length < width * HASH_BYTES) throw new Error(`the public log does not show tile ${index}`);
  return tile.subarray(0, width * HASH_BYTES);
}
