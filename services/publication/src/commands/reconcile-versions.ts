import { type FeedCursor, writeCursor } from '@necips/runtime';
import type { Context } from '../context.ts';
import { COLLECTION_FEED, type CommittedVersion } from '../domain/record-version.ts';
import { deleteEarlyWithdrawals, hasEarlyWithdrawals } from '../store/early-withdrawal.ts';
import { deleteReconciliation, moveReconciliation } from '../store/reconciliation.ts';
import { appendLeaves } from './append-leaves.ts';
import type { OpenLog } from './open-log.ts';
import { notWithdrawnEarly } from './publish-versions.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Publishes what of the current versions of collection's records is newer than what is shown, each record at most once: nothing
 * that came and went in between is ever shown. The comparison moves on in the same transaction.
 */
export async function reconcileVersions(
  context: Needs,
  log: OpenLog,
  { versions, asOf }: { versions: readonly CommittedVersion[]; asOf: FeedCursor },
): Promise<void> {
  const last = versions.at(-1);
  if (!last) return;
  await appendLeaves(context, log, versions, {
    ...(log.hasEarlyWithdrawals && { select: notWithdrawnEarly }),
    write: (tx) => moveReconciliation(tx, COLLECTION_FEED, { asOf, afterRecordId: last.recordId }),
  });
}

/** Ends the comparison: the feed is followed from the position that it was as of. */
export async function endReconciliation(
  { sql }: Pick<Context, 'sql'>,
  log: OpenLog,
  asOf: FeedCursor | undefined,
): Promise<void> {
  log.hasEarlyWithdrawals = await sql.begin(async (tx) => {
    await deleteReconciliation(tx, COLLECTION_FEED);
    if (asOf === undefined) await tx`delete from runtime.feed_cursor where feed = ${COLLECTION_FEED}`;
    else await writeCursor(tx, COLLECTION_FEED, asOf);
    await deleteEarlyWithdrawals(tx, asOf?.sequence ?? 0);
    return hasEarlyWithdrawals(tx);
  });
}
