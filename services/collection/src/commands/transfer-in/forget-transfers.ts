import type { Context } from '../../context.ts';
import { deleteOldTransfers } from '../../store/transfer-in/forget-transfers.ts';

const DAY_MS = 86_400_000;

/**
 * Forgets what became of transfers that nothing depends on any more. One that comes again after so long is judged anew, with the same
 * result.
 */
export async function forgetTransfers({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<void> {
  await deleteOldTransfers(sql, new Date(now() - limits.transferKeepDays * DAY_MS));
}
