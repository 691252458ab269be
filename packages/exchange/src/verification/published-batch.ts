/** A batch of a province's log as it was sent: decoded, and not believed yet. */
export interface PublishedBatch {
  node: string;
  generation: number;
  /** Index of the first leaf. */
  firstIndex: number;
  leaves: PublishedLeaf[];
  /** Signed note; should cover exactly the leaves up to the last one here. */
  checkpoint: string;
}

/** One leaf with what it commits to, as sent. Nothing but `leaf` is bound by the log until it was verified against it. */
export interface PublishedLeaf {
  leaf: Uint8Array;
  /** May be empty where the content is gone. */
  recordId: string;
  salt: Uint8Array;
  head: string;
  publicPart: string;
  restrictedPart: string;
  /** The province no longer keeps the content: a later leaf supersedes or withdraws the record. */
  contentGone: boolean;
  /** Commit time at collection, milliseconds since the epoch; measures latency and proves nothing. */
  collectedAtMs: number;
  /** Of a lawful withdrawal; empty or absent otherwise. */
  tombstone?: Uint8Array;
}

/** Index after the last leaf. */
export function endIndexOf(batch: PublishedBatch): number {
  return batch.firstIndex + batch.leaves.length;
}

/** The batch without its leaves below `index`, which must lie inside it. */
export function cutBefore(batch: PublishedBatch, index: number): PublishedBatch {
  return { ...batch, firstIndex: index, leaves: batch.leaves.slice(index - batch.firstIndex) };
}
