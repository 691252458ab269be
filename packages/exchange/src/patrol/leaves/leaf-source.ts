/** One leaf of a log as another holder of the log sends it. Nothing of it is believed before it was held against the own log. */
export interface SourceLeaf {
  leafIndex: number;
  /** The leaf, 98 bytes in format 1. */
  leaf: Uint8Array;
  /** 32 bytes; empty where the content is gone, as are head and parts. */
  salt: Uint8Array;
  head: string;
  publicPart: string;
  restrictedPart: string;
  /** A publishing leaf whose content is kept no longer, because a later leaf superseded or withdrew the record. */
  contentGone: boolean;
  /** For a leaf whose content is gone: a later leaf about the same record; 0 where it is not known. */
  successorIndex: number;
}

/** Bytes of an answer about one leaf besides salt, head and parts: the leaf, its index and its successor. */
export const LEAF_ANSWER_BYTES = 110;

/** Leaves asked for at once. */
export const SOURCE_LEAVES_MAX = 1_000;
