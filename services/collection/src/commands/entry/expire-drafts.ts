import type { Context } from '../../context.ts';
import { deleteDraftsBefore } from '../../store/entry/drafts.ts';

const DAY_MS = 86_400_000;
/** Drafts deleted in one transaction. */
const BATCH = 1_000;

/** Deletes a batch of the drafts whose time is over; true where there may be more. */
export async function expireDrafts({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  return (await deleteDraftsBefore(sql, new Date(now() - limits.draftKeepDays * DAY_MS), BATCH)) === BATCH;
}
