import type { Sql } from '@necips/runtime';
import type { HashReader } from '@necips/tlog';

/** Where proofs are made from: the public copy, and the logs as this service can prove them. */
export interface ProofSource {
  /** Pool of public reading. */
  sql: Sql;
  /**
   * A node's log – the newest, or that generation – under the signed tree by which the leaf is best proved: with the centre's cosignature where there is one.
   * Throws `not_found` for a node or leaf that is not here, `unavailable` where nothing signed covers the leaf yet.
   */
  logFor(node: string, leafIndex: number, generation?: number): Promise<ProvedLog>;
  /** Throws `unavailable` while contents of a node are withheld; absent where none ever are. */
  requireShown?: (node: string) => void;
}

/** A log at the size of a signed checkpoint. */
export interface ProvedLog {
  generation: number;
  /** Leaves under the checkpoint. */
  size: number;
  /** Signed note of exactly this size. */
  checkpoint: string;
  /** Any complete subtree at this size. What it reads is checked against the checkpoint before it is shown. */
  hashes: HashReader;
  /** Forgets what `hashes` keeps of the log beside it, so that the next asker gets it computed again; absent where nothing is kept. */
  forget?: () => Promise<void>;
}
