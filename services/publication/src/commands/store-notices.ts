import type { Context } from '../context.ts';
import type { CentreNotice } from '../domain/notice.ts';
import { upsertNotice } from '../store/notice.ts';

/** Stores what the centre tells the administrators of this node, and says it loudly where it is news. */
export async function storeNotices(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  notices: readonly CentreNotice[],
): Promise<void> {
  for (const notice of notices) {
    if (await upsertNotice(sql, notice)) events.noticeStored(notice);
  }
}
