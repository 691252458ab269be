import type { FeedService, necips } from '@necips/proto';
import { type FeedCursor, type GrpcClient, readCursor } from '@necips/runtime';
import type { OpenLog } from '../commands/open-log.ts';
import { endReconciliation, reconcileVersions } from '../commands/reconcile-versions.ts';
import type { Context } from '../context.ts';
import { COLLECTION_FEED, commitVersions } from '../domain/record-version.ts';
import { fromListing } from '../messages.ts';
import { findDueReconciliation } from '../queries/find-due-reconciliation.ts';
import type { Sequencer } from '../sequencer.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'> & {
  sequencer: Sequencer;
  feed: GrpcClient<typeof FeedService>;
  limits: { leavesMax: number };
};

/**
 * Compares what collection has with what is shown, where its feed cannot be followed on: its latest versions, as of one position
 * of its feed, in the order of their records. A stream that breaks is resumed as of the same position. Returns the position from
 * which the feed is followed.
 */
export async function reconcileFeed(context: Needs, log: OpenLog, signal: AbortSignal): Promise<FeedCursor> {
  const due = await findDueReconciliation(context);
  if (!due) return readCursor(context.sql, COLLECTION_FEED);
  let { asOf } = due;
  let records = 0;
  const request: necips.feed.v1.ListCurrentRequest.$Properties = {
    afterRecordId: due.afterRecordId,
    asOfSequence: asOf?.sequence ?? 0,
  };
  for await (const message of context.feed.stream('listCurrent', request, { signal })) {
    const { cursor, versions } = fromListing(message);
    if (asOf && cursor.incarnation !== asOf.incarnation)
      throw new Error('the feed began another life while it was listed');
    asOf = { ...cursor, sequence: asOf?.sequence ?? cursor.sequence };
    const listing = { asOf };
    for (let start = 0; start < versions.length; start += context.limits.leavesMax) {
      const some = commitVersions(versions.slice(start, start + context.limits.leavesMax), context.node);
      await context.sequencer.continue(log, () => reconcileVersions(context, log, { versions: some, ...listing }));
    }
    records += versions.length;
  }
  // A feed without an entry has no position yet: it is followed from its beginning.
  await endReconciliation(context, log, asOf && asOf.sequence > 0 ? asOf : undefined);
  context.events.reconciliationEnded(records);
  return readCursor(context.sql, COLLECTION_FEED);
}
