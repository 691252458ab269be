import { appendToFeed } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { namelessRecordId } from '../../domain/tombstone.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { renameTransfers } from '../../store/transfer-in/forget-transfers.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';
import { allowErasure, renameVersions } from '../../store/version/withdraw-versions.ts';
import {
  findNamedWithdrawal,
  forgetNames,
  markDetailsErased,
  readNamedTombstones,
} from '../../store/withdrawal/withdrawal-details.ts';

const DAY_MS = 86_400_000;

/**
 * Erases whom the oldest act of withdrawal past its time was about, some records in one transaction: the versions bear a
 * stand-in made from the tombstone, the tombstone forgets the name. False when there is no such act. The reader has said
 * before that it shows none of these records, so that nobody needs the names to find them.
 */
export async function eraseDetails({ sql, now, limits }: Pick<Context, 'sql' | 'now' | 'limits'>): Promise<boolean> {
  const at = new Date(now());
  const before = new Date(at.getTime() - limits.withdrawalDetailDays * DAY_MS);
  const withdrawalId = await findNamedWithdrawal(sql, before);
  if (withdrawalId === undefined) return false;
  return await appendToFeed(sql, RECORD_FEED, async (tx) => {
    const records = await readNamedTombstones(tx, withdrawalId, limits.blockRows);
    if (records.length > 0) {
      await allowErasure(tx);
      await preferIndexes(tx);
      const names = records.map(({ recordId, hash }) => ({ from: recordId, to: namelessRecordId(recordId, hash) }));
      await renameVersions(tx, names);
      await renameTransfers(tx, names);
      await forgetNames(
        tx,
        withdrawalId,
        records.map(({ recordId }) => recordId),
      );
      await markErasureDue(tx, ['public.record_version', 'public.tombstone', 'public.transfer_in'], at);
    }
    if (records.length < limits.blockRows) await markDetailsErased(tx, withdrawalId, at);
    return true;
  });
}
