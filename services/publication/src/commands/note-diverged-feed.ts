import type { Context } from '../context.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';
import { requireReconciliation } from '../store/reconciliation.ts';

/** Notes that collection's feed is not the one that was followed: what collection has is compared before it is followed on. */
export async function noteDivergedFeed({ sql, events }: Pick<Context, 'sql' | 'events'>): Promise<void> {
  await requireReconciliation(sql, COLLECTION_FEED);
  events.feedDiverged();
}
