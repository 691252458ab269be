import type { Context } from '../../context.ts';
import { deleteOldTransfers } from '../../store/transfer-out/forget-transfers.ts';

const DAY_MS = 86_400_000;
/** Transfers that one step forgets. */
const STEP_TRANSFERS = 1_000;

/** Forgets what became of records that were sent to other provinces, once nothing depends on it; returns whether there may be more. */
export async function forgetSentTransfers({
  sql,
  now,
  limits,
}: Pick<Context, 'sql' | 'now'> & { limits: Pick<Context['limits'], 'transferKeepDays'> }): Promise<boolean> {
  const before = new Date(now() - limits.transferKeepDays * DAY_MS);
  return (await deleteOldTransfers(sql, { before, limit: STEP_TRANSFERS })) === STEP_TRANSFERS;
}
