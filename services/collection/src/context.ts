import type { Formats } from '@necips/domain';
import type { ReadDisk, Sql } from '@necips/runtime';
import type { Catalogue } from './catalogue.ts';
import type { CollectionConfig, Limits } from './config.ts';
import type { RecordDesk } from './domain/record-desk.ts';
import type { Sealer } from './domain/sealing.ts';
import type { TombstoneMaker } from './domain/tombstone.ts';
import type { Events } from './events.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { RealmAccounts } from './identity/realm-accounts.ts';
import type { PublishedCopy } from './published-copy.ts';
import type { Restoration } from './restoration.ts';

/** What the functions of this service use. Each asks for its part: `Pick<Context, 'sql' | 'now'>`. */
export interface Context {
  /** Six-digit code of this node. */
  node: string;
  /** Whatever is hot, and every command. */
  sql: Sql;
  /** Typed reads of small tables. */
  prisma: PrismaClient;
  limits: Limits;
  /** Folder in which uploads are put aside that cannot be read as they arrive. */
  spoolDirectory: string;
  /** ISO date; see the config. */
  checkSwitchDate: string;
  /** Items and formats of the catalogue. */
  formats: Formats;
  /** The catalogue itself: what is in force, who provides what in which way. `formats` is the same thing. */
  catalogue: Catalogue;
  events: Events;
  /** Which departments' databases may be pulled from, and whose certificates are trusted. */
  sources: CollectionConfig['sources'];
  /** Hashes identities of records under the node's key. */
  tombstones: TombstoneMaker;
  /** Seals what never leaves the node. */
  sealer: Sealer;
  /** Whether the node still lacks what it recorded after its backup. */
  restoration: Restoration;
  /** What publication shows; undefined where it is not configured. */
  published: PublishedCopy | undefined;
  /** Accounts of departments in the realm; undefined where administering them is not configured. */
  accounts: RealmAccounts | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** What is left on the disk. */
  readDisk: ReadDisk;
  /** Takes single records. */
  records: RecordDesk;
  /** Uploads under way. */
  uploads: { running: number };
  /** Tells the directory of subjects that somebody waits for it. */
  hurryDirectory: () => void;
  /** Tells the worker that there may be work. */
  wakeWorker: () => void;
  /** Tells the withdrawer that a batch is to be walked over. */
  wakeWithdrawer: () => void;
}
