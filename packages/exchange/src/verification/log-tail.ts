import { CompactRange, equalBytes, type NoteVerifier } from '@necips/tlog';

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
}

/** A province's log as it was pinned at enrolment. */
export interface PinnedLog {
  readonly node: string;
  readonly origin: string;
  readonly verifiers: readonly NoteVerifier[];
}

/** The tail of a log of which nothing is known yet. */
export function emptyTail(generation = 1): LogTail {
  const range = new CompactRange();
  return { generation, size: 0, range, root: range.root(), checkpoint: '', lastLeafTimeMs: 0, verifiedAtMs: 0 };
}

/** Whether two tails are the same state of the same log. */
export function isSameTail(a: Pick<LogTail, 'generation' | 'size' | 'root'>, b: typeof a): boolean {
  return a.generation === b.generation && a.size === b.size && equalBytes(a.root, b.root);
}
