import type { Withholding } from '@necips/exchange';
import type { ReadDisk, Sql } from '@necips/runtime';
import type { CentreLog } from './centre-log.ts';
import type { Events } from './events.ts';
import type { FeedHead } from './feed-head.ts';
import type { KeyFiles } from './key-files.ts';
import type { ServedLog } from './served-log.ts';

/** What the parts of the service use; each asks for its share by `Pick<Context, …>`. */
export interface Context {
  /** This node, six digits. */
  node: string;
  /** Pool of the sequencer, the relay and the receipts. */
  sql: Sql;
  /** Pool of public reading, so that no crowd of readers keeps the sequencer waiting for a connection. */
  reading: Sql;
  /** The log's private keys. */
  keyFiles: KeyFiles;
  /** Where the signed size and root are fsynced. */
  stateFile: string;
  served: ServedLog;
  /** How far collection's feed goes. */
  feedHead: FeedHead;
  /** What is left on the disk. */
  readDisk: ReadDisk;
  /** The centre's copy of this log; undefined for a node that works without a centre. */
  centre: CentreLog | undefined;
  /** Whether this node's records may be shown. */
  withholding: Withholding;
  events: Events;
  /** Milliseconds since the epoch. */
  now: () => number;
}
