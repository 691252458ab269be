import { createHash } from 'node:crypto';
import type { Executor } from '@necips/runtime';
import { CompactRange, decodeLogLeaf, emptyRoot, equalBytes, LEAF_BYTES, LogError, leafHash } from '@necips/tlog';
import { newestGeneration } from '../../copy/generations.ts';
import { readLogBatches } from '../../copy/log-batches.ts';
import { closeDifference, openDifference } from '../differences/difference-store.ts';
import type { LogTree, PatrolContext, PatrolledLog, StoredLogState } from '../patrolled-log.ts';

const BATCHES_AT_ONCE = 50;

/** The largest tree of a log that is known to have been signed: what its stored leaves must lead to. */
export interface SignedTruth {
  generation: number;
  size: number;
  root: Uint8Array;
  checkpoint: string;
}

/**
 * What a log's state should say, and whether it does. The signed notes decide: that of the state and that of the last batch; the
 * larger tree holds. Everything else in the state follows from it. `isTimeRight` supposes that the last batch is whole.
 */
export async function examineState(
  executor: Executor,
  log: PatrolledLog,
): Promise<{ truth: SignedTruth; isRight: boolean; isTimeRight: boolean }> {
  const state = await log.state.read(executor);
  const generation = (await newestGeneration(executor, log.node)) ?? (await generationOf(executor, log, state));
  const last = await lastBatch(executor, log, generation);
  const signed = [state?.checkpoint, last?.checkpoint].flatMap((note) => (note ? (opened(log, note) ?? []) : []));
  const largest = signed.reduce((a, b) => (b.size > a.size || a.checkpoint === '' ? b : a), {
    size: 0,
    root: emptyRoot(),
    checkpoint: '',
  });
  const truth = { generation, ...largest };
  const timeMs = last ? timeOf(last.leaf) : 0;
  return {
    truth,
    isRight: state !== undefined && isStateOf(state, truth),
    isTimeRight: timeMs === undefined || timeMs === state?.lastLeafTimeMs,
  };
}

function isStateOf(state: StoredLogState, truth: SignedTruth): boolean {
  if (state.generation !== truth.generation || state.size !== truth.size || !equalBytes(state.root, truth.root))
    return false;
  // Before the first leaf there may be a signed note of the empty tree, or none.
  if (truth.size > 0 && state.checkpoint !== truth.checkpoint) return false;
  if (state.compactRange === undefined) return true;
  try {
    const range = CompactRange.fromBytes(state.compactRange);
    return range.size === truth.size && equalBytes(range.root(), truth.root);
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

/** Of a log whose keys are not stored: the state's generation, unless only another one holds leaves that end where its note says, or any at all. */
async function generationOf(executor: Executor, log: PatrolledLog, state: StoredLogState | undefined): Promise<number> {
  const held = await executor<{ generation: number; checkpoint: string }[]>`
    select distinct on (generation) generation, checkpoint from exchange.log_batch
    where node = ${log.node} order by generation, first_index desc`;
  // A generation that has no leaf yet has nothing to be held against.
  if (state && (held.some(({ generation }) => generation === state.generation) || isEmpty(log, state))) {
    return state.generation;
  }
  const sameNote = held.find(({ checkpoint }) => checkpoint === state?.checkpoint);
  const signed = held.filter(({ checkpoint }) => opened(log, checkpoint) !== undefined);
  return (sameNote ?? signed.at(-1))?.generation ?? state?.generation ?? 1;
}

function isEmpty(log: PatrolledLog, { size, root, checkpoint }: StoredLogState): boolean {
  return size === 0 && equalBytes(root, emptyRoot()) && (checkpoint === '' || opened(log, checkpoint)?.size === 0);
}

async function lastBatch(executor: Executor, { node }: PatrolledLog, generation: number) {
  const [last] = await executor<{ checkpoint: string; leaf: Buffer }[]>`
    select checkpoint, substring(leaves from greatest(1, length(leaves) - ${LEAF_BYTES - 1})) as leaf from exchange.log_batch where node = ${node} and generation = ${generation}
    order by first_index desc limit 1`;
  return last;
}

/** A note as the log's key signed it; undefined where it did not. */
export function opened({ open }: Pick<PatrolledLog, 'open'>, checkpoint: string) {
  try {
    const { size, root } = open(checkpoint);
    return { size, root, checkpoint };
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

/**
 * Writes a state that is not what was signed anew from the leaves, under its lock. Returns whether it did: not where the leaves do not
 * lead to the signed root (they are mended first), nor where more was signed than the database holds: that is a restore's matter.
 */
export async function mendState(context: PatrolContext): Promise<boolean> {
  const { sql, log, events } = context;
  const anchor = await log.anchor?.();
  const isMended = await sql.begin(async (tx) => {
    const state = await log.state.read(tx, { lock: true });
    const { truth, isRight, isTimeRight } = await examineState(tx, log);
    if (isRight && isTimeRight) return false;
    // Of a log of which nothing was ever signed there is nothing to say: who keeps it begins it.
    if (truth.checkpoint === '' && state?.compactRange === undefined) return false;
    if (anchor && (anchor.generation > truth.generation || anchor.size > truth.size)) return false;
    const tree = await recomputeTree(tx, log, truth);
    if (!tree || (isRight && tree.lastLeafTimeMs === state?.lastLeafTimeMs)) return false;
    const position = { node: log.node, generation: truth.generation };
    const oldDigest = state ? digestOf(state) : null;
    const isNew = await openDifference(tx, position, { kind: 'state_altered', leafIndex: null, oldDigest });
    if (isNew) events.differenceFound(log.node, { kind: 'state_altered', leafIndex: null });
    await log.state.write(tx, tree);
    const newDigest = digestOf(tree);
    await closeDifference(tx, position, {
      kind: 'state_altered',
      leafIndex: null,
      how: 'log',
      bytesMoved: 0,
      newDigest,
    });
    return true;
  });
  if (!isMended) return false;
  log.stateMended?.();
  events.differenceMended(log.node, { kind: 'state_altered', leafIndex: null, how: 'log' });
  return true;
}

/** The tree of the stored leaves; undefined where they do not lead to what was signed. */
async function recomputeTree(executor: Executor, log: PatrolledLog, truth: SignedTruth): Promise<LogTree | undefined> {
  const range = new CompactRange();
  let lastLeafTimeMs = 0;
  while (range.size < truth.size) {
    const from = range.size;
    const query = { node: log.node, generation: truth.generation, fromIndex: from, limit: BATCHES_AT_ONCE };
    for (const { firstIndex, leaves } of await readLogBatches(executor, query)) {
      if (firstIndex !== range.size) return undefined;
      for (let at = 0; at + LEAF_BYTES <= leaves.length; at += LEAF_BYTES)
        range.append(leafHash(leaves.subarray(at, at + LEAF_BYTES)));
      lastLeafTimeMs = timeOf(leaves.subarray(leaves.length - LEAF_BYTES)) ?? lastLeafTimeMs;
    }
    if (range.size === from) return undefined;
  }
  const isTrue = range.size === truth.size && equalBytes(range.root(), truth.root);
  return isTrue ? { ...truth, lastLeafTimeMs, range } : undefined;
}

/** Time of a leaf, milliseconds since the epoch; undefined where it is none. */
export function timeOf(leaf: Uint8Array): number | undefined {
  try {
    return decodeLogLeaf(leaf).time;
  } catch {
    return undefined;
  }
}

function digestOf({ generation, size, root, checkpoint, lastLeafTimeMs }: StoredLogState | LogTree): Buffer {
  const said = [generation, size, Buffer.from(root).toString('hex'), checkpoint, lastLeafTimeMs];
  return createHash('sha256').update(JSON.stringify(said)).digest();
}
