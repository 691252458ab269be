import { createHash } from 'node:crypto';
import { encodeLeaf, equalBytes, type GenerationLeaf } from '@necips/tlog';
import { BatchRefused } from './refusal.ts';

/** The log that another one follows, as it was verified last. */
export interface FollowedLog {
  /** From 1. */
  generation: number;
  /** Leaves. */
  size: number;
  /** Root over them, 32 bytes. */
  root: Uint8Array;
  /** Signed note of that size, as served; '' where nothing was verified. */
  checkpoint: string;
}

/** A log that follows another one. */
export interface Following {
  readonly log: FollowedLog;
  /** Whether a leaf has said that everything which the older log still showed has a leaf here. */
  readonly isCarriedOver: boolean;
}

/** A leaf that begins a generation, or says that all is carried over. */
export interface GenerationStep {
  leafIndex: number;
  isOpening: boolean;
  /** To be carried over, or shown. */
  records: number;
}

/** The leaf (98 bytes) by which a log says which one it follows. */
export function followingLeaf(
  followed: FollowedLog,
  { records, timeMs }: { records: number; timeMs: number },
): Uint8Array {
  return encodeLeaf({
    op: 'generation',
    previousGeneration: followed.generation,
    records,
    previousSize: followed.size,
    time: timeMs,
    previousRoot: followed.root,
    previousCheckpointHash: hashOf(followed.checkpoint),
  });
}

/**
 * What a leaf of operation 4 says at its place: it must name exactly the log that is followed. The first leaf of a log that follows
 * another is one; there is one more at most, alone in its batch. Throws BatchRefused `generation_differs`; `malformed_leaf` in a log that
 * follows none.
 */
export function verifyFollowing(
  following: Following | undefined,
  leaf: GenerationLeaf,
  { leafIndex, batchLeaves }: { leafIndex: number; batchLeaves: number },
): GenerationStep {
  if (!following) throw new BatchRefused('malformed_leaf', `leaf ${leafIndex} begins a generation`);
  const { generation, size, root, checkpoint } = following.log;
  const isSame =
    leaf.previousGeneration === generation &&
    leaf.previousSize === size &&
    equalBytes(leaf.previousRoot, root) &&
    equalBytes(leaf.previousCheckpointHash, hashOf(checkpoint));
  if (!isSame) {
    const named = `generation ${leaf.previousGeneration} at ${leaf.previousSize} leaves`;
    throw new BatchRefused('generation_differs', `leaf ${leafIndex} names ${named}, not what was verified last`);
  }
  const isOpening = leafIndex === 0;
  if (!isOpening && (following.isCarriedOver || batchLeaves !== 1)) {
    throw new BatchRefused('generation_differs', `leaf ${leafIndex} says out of its turn that all is carried over`);
  }
  return { leafIndex, isOpening, records: leaf.records };
}

function hashOf(checkpoint: string): Uint8Array {
  return createHash('sha256').update(checkpoint).digest();
}
