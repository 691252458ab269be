/** A record of a province with all that the log has said about it, and what it showed then. Used by one mutation at most. */
export interface RecordTarget {
  node: string;
  generation: number;
  recordId: string;
  subjectId: string;
  /** Text of a uuid. */
  pseudonym: string;
  /** Leaf at which it stands; undefined where it is withdrawn. */
  leafIndex: number | undefined;
  /** Every publishing leaf of it but the current one, as it stood before it was superseded or withdrawn; the newest last. */
  past: PastVersion[];
}

/** Rows as JSON objects, by PostgreSQL's own spelling. */
export interface PastVersion {
  leafIndex: number;
  record: string;
  content: string;
  subject: string;
}

/** A signed batch of a province. */
export interface BatchTarget {
  node: string;
  generation: number;
  firstIndex: number;
  leafCount: number;
}

/** A full tile of a province's log. */
export interface TileTarget {
  node: string;
  generation: number;
  level: number;
  tileIndex: number;
}

/** Where a province's log stands, in one database. */
export interface StateTarget {
  node: string;
  generation: number;
}

/** What a mutation has touched. */
export interface Touched {
  /** Rows of the snapshot that are now missing, extra or different. */
  rows: string[];
  /** Half-open stretches of the log at which the difference may be found. */
  leaves: [from: number, to: number][];
  /** It may be found at no leaf at all. */
  isAnywhere?: boolean;
}
