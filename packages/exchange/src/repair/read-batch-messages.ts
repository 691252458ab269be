import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';
import { type Content, readContents } from '../copy/contents.ts';
import { type LogBatch, readLogBatches } from '../copy/log-batches.ts';
import { readLogKeys } from '../copy/log-keys.ts';
import { type BatchMessage, toBatchMessage, type WithdrawnRecord } from './batch-messages.ts';

/** Batches and leaves read at a time: enough for a fast relay, few enough that their content fits in memory. */
const BATCHES_MAX = 200;
const LEAVES_MAX = 2_000;

/**
 * Signed batches with the content that their leaves still have, the first being the one that contains `fromIndex`, none
 * beyond `toIndex` leaves; empty where there is none. A bounded number: ask again from where they end.
 */
export async function readBatchMessages(
  executor: Executor,
  { node, generation, fromIndex, toIndex }: LogStretch,
  readWithdrawn: ReadWithdrawn,
): Promise<BatchMessage[]> {
  const read = await readLogBatches(executor, { node, generation, fromIndex, limit: BATCHES_MAX });
  const batches = within(read, toIndex);
  const [first, last] = [batches[0], batches.at(-1)];
  if (!first || !last) return [];
  const range = { node, generation, fromIndex: first.firstIndex, toIndex: endOf(last) };
  const [contents, withdrawn] = await Promise.all([readContents(executor, range), readWithdrawn(range)]);
  const heads = batches.some(endsWithRotation) ? await readRotations(executor, range) : NO_HEADS;
  return batches.map((batch) => toBatchMessage(batch, new Map([...contents, ...heads]), withdrawn));
}

const NO_HEADS: ReadonlyMap<number, Content> = new Map();
const ROTATION = 5;

function endsWithRotation({ leaves, leafCount }: LogBatch): boolean {
  return leaves[(leafCount - 1) * LEAF_BYTES + 1] === ROTATION;
}

/** The new keys, each as the head of the leaf that commits to it: the last one that the old key signs. */
async function readRotations(executor: Executor, log: { node: string; generation: number }) {
  const keys = await readLogKeys(executor, log);
  const none = { recordId: '', salt: Buffer.alloc(0), publicPart: '', restrictedPart: '' };
  return new Map(keys.slice(1).map(({ verifierKey, fromSize }) => [fromSize - 2, { ...none, head: verifierKey }]));
}

/** Leaves from `fromIndex` up to but not including `toIndex` of one log. */
export interface LogStretch {
  node: string;
  generation: number;
  fromIndex: number;
  toIndex: number;
}

/** What is known of the records that the withdrawing leaves of a stretch are about, by leaf index. */
export type ReadWithdrawn = (stretch: LogStretch) => Promise<ReadonlyMap<number, WithdrawnRecord>>;

function within(batches: readonly LogBatch[], toIndex: number): LogBatch[] {
  const kept: LogBatch[] = [];
  let leaves = 0;
  for (const batch of batches) {
    leaves += batch.leafCount;
    if (endOf(batch) > toIndex || (kept.length > 0 && leaves > LEAVES_MAX)) break;
    kept.push(batch);
  }
  return kept;
}

function endOf({ firstIndex, leafCount }: LogBatch): number {
  return firstIndex + leafCount;
}
