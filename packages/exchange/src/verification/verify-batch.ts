import { setImmediate } from 'node:timers/promises';
import {
  type Checkpoint,
  decodeLogLeaf,
  equalBytes,
  LEAF_BYTES,
  type Leaf,
  type LogKeys,
  type LogLeaf,
  leafHash,
  verifyLeafContent,
} from '@necips/tlog';
import type { Change } from '../copy/change.ts';
import { formatPseudonym, pseudonymOf } from '../copy/pseudonym.ts';
import type { Superseded } from '../copy/superseded.ts';
import { type GenerationStep, verifyFollowing } from './follow-log.ts';
import type { LogTail } from './log-tail.ts';
import { endIndexOf, type PublishedBatch, type PublishedLeaf } from './published-batch.ts';
import { readHead } from './read-head.ts';
import { BatchRefused } from './refusal.ts';
import { verifyRotation } from './verify-rotation.ts';

/** Leaves verified before others get their turn: 256 take about 8 ms, which a query can wait for. */
const LEAVES_A_TURN = 256;

/**
 * Verifies a batch that begins at the tail: signature under the log's key, recomputed root, every leaf's format and time, and
 * every content against its leaf. What depends on records applied before is `succession.ts`'s to check. Throws BatchRefused.
 */
export async function verifyBatch(node: string, tail: LogTail, batch: PublishedBatch): Promise<VerifiedBatch> {
  if (batch.node !== node) throw new BatchRefused('other_node', `node ${batch.node} in the topic of ${node}`);
  if (batch.generation !== tail.generation) {
    throw new BatchRefused('other_generation', `generation ${batch.generation}, not ${tail.generation}`);
  }
  const checkpoint = openBatchCheckpoint(tail.keys, batch);
  const leaves = concatenated(batch.leaves);
  const range = tail.range.clone();
  for (let at = 0; at < leaves.length; at += LEAF_BYTES) range.append(leafHash(leaves.subarray(at, at + LEAF_BYTES)));
  const root = range.root();
  if (!equalBytes(root, checkpoint.root)) throw new BatchRefused('root_differs', `at size ${checkpoint.size}`);

  const changes: LeafChange[] = [];
  let { lastLeafTimeMs, keys, following } = tail;
  let step: GenerationStep | undefined;
  for (const [i, sent] of batch.leaves.entries()) {
    if (i > 0 && i % LEAVES_A_TURN === 0) await setImmediate();
    const leaf = readLeaf(sent.leaf, batch.firstIndex + i);
    const leafIndex = batch.firstIndex + i;
    if (leaf.time < lastLeafTimeMs) {
      throw new BatchRefused('time_runs_back', `at leaf ${leafIndex}`, [leafIndex - 1, leafIndex]);
    }
    lastLeafTimeMs = leaf.time;
    if (following && leafIndex === 0 && leaf.op !== 'generation')
      throw new BatchRefused('generation_differs', 'the first leaf names no log that it follows');
    switch (leaf.op) {
      case 'publish':
      case 'withdraw':
        changes.push(verifyLeaf(node, leaf, sent, leafIndex));
        break;
      case 'rotation':
        keys = verifyRotation(keys, leaf, { sent, leafIndex, isLast: i === batch.leaves.length - 1 });
        break;
      case 'generation':
        step = verifyFollowing(following, leaf, { leafIndex, batchLeaves: batch.leaves.length });
        if (following && !step.isOpening) following = { ...following, isCarriedOver: true };
        break;
      default:
        throw new Error(leaf satisfies never);
    }
  }
  return {
    firstIndex: batch.firstIndex,
    leafCount: batch.leaves.length,
    leaves,
    checkpoint: batch.checkpoint,
    changes,
    superseded: [],
    step,
    tail: {
      ...tail,
      size: checkpoint.size,
      range,
      root,
      checkpoint: batch.checkpoint,
      lastLeafTimeMs,
      keys,
      following,
    },
  };
}

/** Opens a batch's checkpoint under the key of its size. Throws BatchRefused `bad_signature`, `wrong_size`. */
function openBatchCheckpoint(keys: LogKeys, batch: PublishedBatch): Checkpoint {
  let checkpoint: Checkpoint;
  try {
    checkpoint = keys.open(batch.checkpoint);
  } catch (error) {
    throw new BatchRefused('bad_signature', error instanceof Error ? error.message : String(error));
  }
  if (batch.leaves.length === 0 || checkpoint.size !== endIndexOf(batch)) {
    throw new BatchRefused(
      'wrong_size',
      `size ${checkpoint.size} for leaves ${batch.firstIndex} to ${endIndexOf(batch) - 1}`,
    );
  }
  return checkpoint;
}

function verifyLeaf(node: string, leaf: Leaf, sent: PublishedLeaf, leafIndex: number): LeafChange {
  const { op, version, time: timeMs } = leaf;
  const position = {
    op,
    version,
    timeMs,
    leafIndex,
    pseudonym: formatPseudonym(pseudonymOf(sent.leaf)),
    collectedAtMs: sent.collectedAtMs,
  };
  if (op === 'withdraw' || sent.contentGone) {
    return {
      ...position,
      ...NO_CONTENT,
      contentGone: op === 'publish',
      tombstone: (op === 'withdraw' && sent.tombstone?.length === TOMBSTONE_BYTES && sent.tombstone) || NO_TOMBSTONE,
      recordId: op === 'withdraw' ? sent.recordId : '',
    };
  }
  if (!sent.head.isWellFormed() || !sent.publicPart.isWellFormed() || !sent.restrictedPart.isWellFormed()) {
    throw new BatchRefused('content_differs', `leaf ${leafIndex}: not well-formed text`, [leafIndex]);
  }
  if (!verifyLeafContent(leaf, sent)) {
    throw new BatchRefused('content_differs', `leaf ${leafIndex}, ${sent.recordId}`, [leafIndex]);
  }
  // PostgreSQL's text cannot hold U+0000, and canonical JSON never does: it would be escaped.
  if (sent.head.includes('\0') || sent.publicPart.includes('\0') || sent.restrictedPart.includes('\0')) {
    throw new BatchRefused('not_storable', `leaf ${leafIndex}: a NUL character`);
  }
  const { item, subjectId } = readHead(sent.head, { node, recordId: sent.recordId, version });
  const { recordId, salt, head, publicPart, restrictedPart } = sent;
  return {
    ...position,
    recordId,
    item,
    subjectId,
    salt,
    head,
    publicPart,
    restrictedPart,
    contentGone: false,
    tombstone: NO_TOMBSTONE,
  };
}

const TOMBSTONE_BYTES = 32;
const NO_TOMBSTONE = new Uint8Array(0);

const NO_CONTENT = {
  item: '',
  subjectId: '',
  salt: new Uint8Array(0),
  head: '',
  publicPart: '',
  restrictedPart: '',
} as const;

function readLeaf(bytes: Uint8Array, leafIndex: number): LogLeaf {
  try {
    return decodeLogLeaf(bytes);
  } catch (error) {
    throw new BatchRefused(
      'malformed_leaf',
      `leaf ${leafIndex}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function concatenated(sent: readonly PublishedLeaf[]): Uint8Array {
  const leaves = new Uint8Array(sent.length * LEAF_BYTES);
  for (const [i, { leaf }] of sent.entries()) {
    if (leaf.length !== LEAF_BYTES) throw new BatchRefused('malformed_leaf', `a leaf of ${leaf.length} bytes`);
    leaves.set(leaf, i * LEAF_BYTES);
  }
  return leaves;
}

/**
 * What a verified leaf says. `recordId` of a withdrawal is as sent, bound by nothing, and empty where the content is gone;
 * content, `item` and `subjectId` are empty for a withdrawal and where the content is gone.
 */
export interface LeafChange extends Change {
  contentGone: boolean;
  collectedAtMs: number;
  /** Of a lawful withdrawal: keyed hash of the record's identity, as sent, bound by nothing; empty otherwise. */
  tombstone: Uint8Array;
}

/** A batch whose root is the signed one and whose contents are what its leaves commit to. */
export interface VerifiedBatch {
  firstIndex: number;
  leafCount: number;
  /** 98 bytes each, one after another. */
  leaves: Uint8Array;
  checkpoint: string;
  changes: LeafChange[];
  /** Leaves whose content is gone, each with a later leaf that says why (`requireSuperseded`). */
  superseded: Superseded[];
  /** What it says of a generation, if anything. */
  step: GenerationStep | undefined;
  /** The log's tail after this batch. */
  tail: LogTail;
}
