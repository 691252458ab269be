import { type LeafSource, newestGeneration, type PatrolledLog, readLogKeys } from '@necips/exchange';
import { ServiceError, type Sql } from '@necips/runtime';
import { LogError, LogKeys, parseVerifierKey, splitHashes, TILE_WIDTH } from '@necips/tlog';
import type { CentreLog } from './centre-log.ts';
import { mendRelayState } from './commands/mend-relay-state.ts';
import type { Context } from './context.ts';
import { LOG_STATE_TABLE } from './store/log-state-table.ts';
import { tileStore } from './store/log-tile.ts';
import { LOG_TILE_TABLE } from './store/log-tile-table.ts';
import { findRefill } from './store/refill.ts';
import { readSignedMark } from './store/signed-mark.ts';

const FIRST_GENERATION = 1;

type Needs = Pick<Context, 'sql' | 'node' | 'stateFile' | 'centre'>;

/** The node's own log and copy, as the patrol looks at it; what is missing is fetched from the centre. */
export function patrolledLog(context: Needs): PatrolledLog {
  const { sql, node, stateFile } = context;
  const keys = new StoredKeys(context);
  return {
    node,
    open: (note) => keys.open(note),
    state: LOG_STATE_TABLE,
    tiles: LOG_TILE_TABLE,
    nodes: () => [node],
    source: centreSource(context),
    anchor: () => readSignedMark(stateFile),
    // While a log is refilled, what superseded its leaves is not noted yet.
    isReady: async () => {
      const state = await LOG_STATE_TABLE.read(sql);
      const isKnown = await keys.read((await newestGeneration(sql, node)) ?? FIRST_GENERATION);
      return isKnown && state !== undefined && (await findRefill(sql, state.generation)) === undefined;
    },
    besides: ({ generation }) => mendRelayState(context, generation),
  };
}

/** The keys that the log is signed with, as last stored: read before each block, because a rotation adds one. */
class StoredKeys {
  readonly #context: Needs;
  #keys: LogKeys | undefined;

  constructor(context: Needs) {
    this.#context = context;
  }

  /** Whether any are known. Where those of a generation are not stored, the ones known before stay. */
  async read(generation: number): Promise<boolean> {
    const { sql, node } = this.#context;
    const keys = await readLogKeys(sql, { node, generation });
    const [first] = keys;
    if (first) this.#keys = new LogKeys(parseVerifierKey(first.verifierKey).name, keys);
    return this.#keys !== undefined;
  }

  open(note: string): { size: number; root: Uint8Array } {
    if (this.#keys) return this.#keys.open(note);
    throw new LogError('unverified', 'no key of the log is known');
  }
}

/** Leaves and checkpoints from the centre; hashes from the own tiles, which are a copy of their own. */
function centreSource({ sql, node, centre }: Needs): LeafSource {
  return {
    async readLeaves(generation, indexes, signal) {
      const leaves = [];
      for await (const answer of required(centre).readLeaves({ generation, leafIndexes: [...indexes] }, signal)) {
        const { leafIndex, successorIndex } = answer;
        const { leaf, salt, head, publicPart, restrictedPart, contentGone } = answer.leaf as SentLeaf;
        leaves.push({ leafIndex, successorIndex, leaf, salt, head, publicPart, restrictedPart, contentGone });
      }
      return leaves;
    },
    readCheckpoints: (generation, span, signal) => required(centre).readHeaders({ generation, ...span }, signal),
    leafHashes: (generation, span) => tileHashes(sql, { node, generation }, span),
  };
}

/** Only what full tiles hold; the rest is asked for leaf by leaf. No bytes are moved. */
async function tileHashes(
  sql: Sql,
  log: { node: string; generation: number },
  { from, to }: { from: number; to: number },
): Promise<{ hashes: Uint8Array[]; bytes: number }> {
  const store = tileStore(sql, log);
  const hashes: Uint8Array[] = [];
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
    const first = index * TILE_WIDTH;
    const tile = await store.fullTile(0, index);
    if (!tile) return { hashes, bytes: 0 };
    hashes.push(...splitHashes(tile).slice(Math.max(0, from - first), to - first));
  }
  return { hashes, bytes: 0 };
}

function required(centre: CentreLog | undefined): CentreLog {
  if (centre) return centre;
  throw new ServiceError('unavailable', '未配置总局，无法取回 (no centre to fetch from)', { reason: 'no_centre' });
}

type SentLeaf = {
  leaf: Uint8Array;
  salt: Uint8Array;
  head: string;
  publicPart: string;
  restrictedPart: string;
  contentGone: boolean;
};
