/** One change in what a province shows: a leaf of its log with the content that the leaf commits to. */
export interface Change {
  op: 'publish' | 'withdraw';
  /** `<node>/<item>/<business key>`. */
  recordId: string;
  /** Catalogue item (资源目录), e.g. `REG`. */
  item: string;
  /** The subject's code: USCC, or the 15-digit registration number where it has none. */
  subjectId: string;
  /** From 1, rising by one on every change of the record. */
  version: number;
  /** Position of the leaf in the log. */
  leafIndex: number;
  /** Time of the leaf, milliseconds since the epoch. */
  timeMs: number;
  /** The leaf's 16 bytes, as the text of a uuid. */
  pseudonym: string;
  /** 32 bytes: 16 for the public, 16 for the restricted commitment. Empty for a withdrawal. */
  salt: Uint8Array;
  /** Canonical JSON; '' for a withdrawal, like both parts. */
  head: string;
  publicPart: string;
  /** Canonical JSON, or '' where the record has none. */
  restrictedPart: string;
}

/** One life of one province's log. */
export interface LogPosition {
  /** Six digits. */
  node: string;
  /** From 1. */
  generation: number;
}
