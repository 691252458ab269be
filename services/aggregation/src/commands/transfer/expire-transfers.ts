import type { Context } from '../../context.ts';
import { deleteOldTransfers } from '../../store/transfer/journal.ts';

/** Ends what the journal of transfers holds for longer than it is to. A late receipt for such a record reaches nobody. */
export async function expireTransfers({
  sql,
  limits,
}: Pick<Context, 'sql'> & { limits: Pick<Context['limits'], 'transferKeepMs'> }): Promise<void> {
  await deleteOldTransfers(sql, limits.transferKeepMs);
}
