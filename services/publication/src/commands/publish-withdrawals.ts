import { readCursor, type Transaction, writeCursor } from '@necips/runtime';
import type { Context } from '../context.ts';
import { COLLECTION_FEED, WITHDRAWAL_FEED } from '../domain/record-version.ts';
import { insertEarlyWithdrawals } from '../store/early-withdrawal.ts';
import { appendLeaves } from './append-leaves.ts';
import type { OpenLog } from './open-log.ts';
import type { FeedVersions } from './publish-versions.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Publishes lawful withdrawals ahead of the feed's backlog: their leaves are signed and salt, content and record are gone in one
 * transaction. What the feed has yet to bring of these records up to the withdrawn version is barred. Records that are not
 * shown get no leaf, their tombstones are kept. Where it throws, `log` must be opened again.
 */
export async function publishWithdrawals(
  context: Needs,
  log: OpenLog,
  { versions, incarnation }: FeedVersions,
): Promise<void> {
  const last = versions.at(-1);
  if (!last) return;
  let isEarly = false;
  await appendLeaves(context, log, versions, {
    write: async (tx: Transaction) => {
      // Nobody moves it meanwhile: the log's row is locked.
      const feed = await readCursor(tx, COLLECTION_FEED);
      // In another life of the feed its sequence numbers say nothing about these.
      const passed = feed.incarnation === incarnation ? feed.sequence : 0;
      const early = versions.filter(({ sequence }) => sequence > passed);
      isEarly = early.length > 0;
      await insertEarlyWithdrawals(tx, early);
      await writeCursor(tx, WITHDRAWAL_FEED, { incarnation, sequence: last.sequence, digest: NO_DIGEST });
    },
  });
  log.hasEarlyWithdrawals ||= isEarly;
}

/** Withdrawals are known by their sequence numbers alone: acting on one twice changes nothing. */
const NO_DIGEST = new Uint8Array();
