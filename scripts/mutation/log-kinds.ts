import type { Transaction } from '@necips/runtime';
import type { Random } from '@necips/testbed';
import type { BatchTarget, StateTarget, TileTarget, Touched } from './target.ts';

const LEAF_BYTES = 98;
/** Beyond every log, each place used once. */
let beyond = 20_000_000;

/** Does one kind of damage to a signed batch; undefined where it has too few leaves for it. */
export type BatchKind = (tx: Transaction, target: BatchTarget, random: Random) => Promise<Touched | undefined>;

export const BATCH_KINDS: Record<string, BatchKind> = {
  'leaf altered': async (tx, target, random) => {
    const at = random.below(target.leafCount * LEAF_BYTES);
    await tx`update exchange.log_batch set leaves = set_byte(leaves, ${at}, 255 - get_byte(leaves, ${at})) where ${place(tx, target)}`;
    return touched(target);
  },
  'leaves exchanged': async (tx, target) => {
    if (target.leafCount < 2) return undefined;
    await tx`
      update exchange.log_batch set leaves = substring(leaves from ${LEAF_BYTES + 1} for ${LEAF_BYTES})
        || substring(leaves for ${LEAF_BYTES}) || substring(leaves from ${2 * LEAF_BYTES + 1}) where ${place(tx, target)}`;
    return touched(target);
  },
  'last leaf missing': async (tx, target) => {
    if (target.leafCount < 2) return undefined;
    await tx`
      update exchange.log_batch set leaf_count = leaf_count - 1,
        leaves = substring(leaves for ${(target.leafCount - 1) * LEAF_BYTES}) where ${place(tx, target)}`;
    return touched(target);
  },
  'leaves cut inside of a leaf': async (tx, target) => {
    await tx`update exchange.log_batch set leaves = substring(leaves for length(leaves) - 7) where ${place(tx, target)}`;
    return touched(target);
  },
  'count of leaves altered': async (tx, target) => {
    await tx`update exchange.log_batch set leaf_count = leaf_count + 1 where ${place(tx, target)}`;
    return touched(target);
  },
  'batch missing': async (tx, target) => {
    await tx`delete from exchange.log_batch where ${place(tx, target)}`;
    return touched(target);
  },
  'batch elsewhere': async (tx, target) => {
    const firstIndex = beyond;
    beyond += target.leafCount;
    await tx`update exchange.log_batch set first_index = ${firstIndex} where ${place(tx, target)}`;
    const { leaves } = touched(target);
    const rows = [rowOf(target), rowOf({ ...target, firstIndex })];
    return { rows, leaves: [...leaves, [firstIndex, firstIndex + target.leafCount]], isAnywhere: true };
  },
  'batch inside of a batch': async (tx, target) => {
    if (target.leafCount < 2) return undefined;
    await tx`
      insert into exchange.log_batch select node, generation, first_index + 1, 1, substring(leaves for ${LEAF_BYTES}), checkpoint,
        collected_at_ms from exchange.log_batch where ${place(tx, target)}`;
    return { ...touched(target), rows: [rowOf({ ...target, firstIndex: target.firstIndex + 1 })] };
  },
  'batch beyond the log': async (tx, target) => {
    const firstIndex = beyond;
    beyond += target.leafCount;
    await tx`
      insert into exchange.log_batch select node, generation, ${firstIndex}, leaf_count, leaves, checkpoint, collected_at_ms
      from exchange.log_batch where ${place(tx, target)}`;
    return { rows: [rowOf({ ...target, firstIndex })], leaves: [[firstIndex, firstIndex + target.leafCount]] };
  },
  'checkpoint altered': async (tx, target, random) => {
    const [stored] = await tx<
      { checkpoint: string }[]
    >`select checkpoint from exchange.log_batch where ${place(tx, target)}`;
    if (!stored) return undefined;
    const at = random.below(stored.checkpoint.length - 1);
    const altered = `${stored.checkpoint.slice(0, at)}${stored.checkpoint[at] === 'A' ? 'B' : 'A'}${stored.checkpoint.slice(at + 1)}`;
    await tx`update exchange.log_batch set checkpoint = ${altered} where ${place(tx, target)}`;
    return touched(target);
  },
  'checkpoint of another batch': async (tx, target) => {
    const changed = await tx`
      update exchange.log_batch set checkpoint = (select o.checkpoint from exchange.log_batch o where o.node = ${target.node}
        and o.generation = ${target.generation} and o.first_index <> ${target.firstIndex} order by o.first_index limit 1)
      where ${place(tx, target)} and exists (select from exchange.log_batch o where o.node = ${target.node}
        and o.generation = ${target.generation} and o.first_index <> ${target.firstIndex})`;
    return changed.count === 0 ? undefined : touched(target);
  },
  'checkpoint missing': async (tx, target) => {
    await tx`update exchange.log_batch set checkpoint = '' where ${place(tx, target)}`;
    return touched(target);
  },
};

/** Does one kind of damage to a stored tile. */
export type TileKind = (tx: Transaction, target: TileTarget, random: Random) => Promise<Touched>;

export const TILE_KINDS: Record<string, TileKind> = {
  'tile altered': async (tx, target, random) => {
    const at = random.below(8_192);
    await tx`update public.log_tile set hashes = set_byte(hashes, ${at}, 255 - get_byte(hashes, ${at})) where ${tile(tx, target)}`;
    return tileTouched(target);
  },
  'root of a tile altered': async (tx, target, random) => {
    const at = random.below(32);
    await tx`update public.log_tile set root = set_byte(root, ${at}, 255 - get_byte(root, ${at})) where ${tile(tx, target)}`;
    return tileTouched(target);
  },
  'tile missing': async (tx, target) => {
    await tx`delete from public.log_tile where ${tile(tx, target)}`;
    return tileTouched(target);
  },
  'tile beyond the tree': async (tx, target) => {
    const tileIndex = beyond++;
    await tx`
      insert into public.log_tile select generation, level, ${tileIndex}, hashes, root from public.log_tile where ${tile(tx, target)}`;
    return { ...tileTouched({ ...target, tileIndex }), isAnywhere: true };
  },
};

/** Does one kind of damage to the row that says where a log stands. */
export type StateKind = (tx: Transaction, target: StateTarget) => Promise<Touched>;

export const CENTRE_STATE_KINDS: Record<string, StateKind> = {
  'root of the state altered': centreState((tx) => tx`root = set_byte(root, 5, 255 - get_byte(root, 5))`),
  'size of the state too small': centreState((tx) => tx`verified_size = verified_size - 1`),
  'size of the state too large': centreState((tx) => tx`verified_size = verified_size + 1`),
  'compact range emptied': centreState((tx) => tx`compact_range = ''`),
  'checkpoint of the state missing': centreState((tx) => tx`checkpoint = ''`),
  'time of the state altered': centreState((tx) => tx`last_leaf_time_ms = last_leaf_time_ms + 86400000`),
};

export const PUBLICATION_STATE_KINDS: Record<string, StateKind> = {
  'root of the state altered': logState((tx) => tx`root = set_byte(root, 5, 255 - get_byte(root, 5))`),
  'size of the state too small': logState((tx) => tx`size = size - 1`),
  'size of the state too large': logState((tx) => tx`size = size + 1`),
  'checkpoint of the state missing': logState((tx) => tx`checkpoint = ''`),
  'time of the state altered': logState((tx) => tx`last_leaf_time_ms = last_leaf_time_ms + 86400000`),
};

function centreState(set: (tx: Transaction) => ReturnType<Transaction>): StateKind {
  return async (tx, { node }) => {
    await tx`update public.node_state set ${set(tx)} where node = ${node}`;
    return { rows: [`state|${node}`], leaves: [], isAnywhere: true };
  };
}

function logState(set: (tx: Transaction) => ReturnType<Transaction>): StateKind {
  return async (tx, { generation }) => {
    await tx`update public.log_state set ${set(tx)} where generation = ${generation}`;
    return { rows: [`state|${generation}`], leaves: [], isAnywhere: true };
  };
}

function place(tx: Transaction, { node, generation, firstIndex }: BatchTarget) {
  return tx`node = ${node} and generation = ${generation} and first_index = ${firstIndex}`;
}

/** The batch after it may be where the walk through the log first stumbles. */
function touched(target: BatchTarget): Touched {
  return { rows: [rowOf(target)], leaves: [[target.firstIndex, target.firstIndex + target.leafCount + 1]] };
}

function rowOf({ node, generation, firstIndex }: BatchTarget): string {
  return `batch|${node}|${generation}|${firstIndex}`;
}

function tile(tx: Transaction, { generation, level, tileIndex }: TileTarget) {
  return tx`generation = ${generation} and level = ${level} and tile_index = ${tileIndex}`;
}

function tileTouched({ generation, level, tileIndex }: TileTarget): Touched {
  const span = 256 ** (level + 1);
  return { rows: [`tile|${generation}|${level}|${tileIndex}`], leaves: [[tileIndex * span, (tileIndex + 1) * span]] };
}
