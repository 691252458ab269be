import { CompactRange, equalBytes, type LogKeys } from '@necips/tlog';
import type { Following } from './follow-log.ts';

/** Where a province's log stands here: all that is needed to verify the next batch. */
export interface LogTail {
  readonly generation: number;
  /** Leaves verified and applied. */
  readonly size: number;
  /** Right edge of the tree at that size; never changed in place. */
  readonly range: CompactRange;
  /** Root at that size, 32 bytes. */
  readonly root: Uint8Array;
  /** The signed note that covers exactly these leaves; empty before the first batch. */
  readonly checkpoint: string;
  /** Milliseconds since the epoch; 0 before the first leaf. */
  readonly lastLeafTimeMs: number;
  /** Commit time of what is applied; 0 before the first batch and while not committed. */
  readonly verifiedAtMs: number;
  /** Name and keys of the log: what was pinned, and what its rotations up to here have added. */
  readonly keys: LogKeys;
  /** Which log this one follows; absent for a log's first generation. */
  readonly following?: Following | undefined;
}

/** The tail of a log of which nothing but its first key is known yet. */
export function emptyTail(keys: LogKeys, generation = 1, following?: Following): LogTail {
  const range = new CompactRange();
  const [root, lastLeafTimeMs, verifiedAtMs] = [range.root(), 0, 0];
  return { generation, size: 0, range, root, checkpoint: '', lastLeafTimeMs, verifiedAtMs, keys, following };
}

/** Whether two tails are the same state of the same log. */
export function isSameTail(a: Pick<LogTail, 'generation' | 'size' | 'root'>, b: typeof a): boolean {
  return a.generation === b.generation && a.size === b.size && equalBytes(a.root, b.root);
}
