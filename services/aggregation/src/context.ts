import type { Withholding } from '@necips/exchange';
import type { ReadDisk, Sql } from '@necips/runtime';
import type { CentreKey } from './centre-key.ts';
import type { AggregationConfig } from './config.ts';
import type { Gate } from './domain/gate.ts';
import type { Events } from './events.ts';
import type { Prisma } from './store/prisma.ts';

/** What the parts of the service use; each asks for its share by `Pick<Context, …>`. */
export interface Context {
  /** Pool of applying, so that no crowd of readers keeps it waiting for a connection. */
  sql: Sql;
  /** Pool of public reading. */
  reading: Sql;
  /** Small tables, typed. */
  prisma: Prisma;
  /** The centre's own key, with which it cosigns what it has verified; undefined where it has none. */
  key: CentreKey | undefined;
  events: Events;
  limits: AggregationConfig['limits'];
  pace: AggregationConfig['pace'];
  /** Provinces whose data is not shown, because it is being restored. */
  withholding: Withholding;
  /** What is left on the centre's disk. */
  readDisk: ReadDisk;
  /** Bulk reads of all provinces pass through it. */
  repairs: Gate;
  /** Preparing proofs passes through it. */
  proofs: Gate;
  /** Milliseconds since the epoch. */
  now: () => number;
}
