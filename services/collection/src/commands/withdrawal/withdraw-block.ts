import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { readHeldRecordIds } from '../../store/held/held-rows.ts';
import { readNamedOf } from '../../store/transfer-out/transfer-records.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';
import { readSubmissionRecords } from '../../store/version/withdraw-versions.ts';
import { lockUnfinishedWithdrawal } from '../../store/withdrawal/withdrawals.ts';
import { checkTombstoneKey } from './check-tombstone-key.ts';
import { withdrawRecords } from './withdraw-records.ts';

/**
 * Withdraws the records of the next versions of a batch, in one transaction that also says how far this has come. Returns
 * true when the whole batch is done. A record is withdrawn whatever other batches have made of it since.
 */
export async function withdrawBlock(
  context: Pick<Context, 'sql' | 'now' | 'limits' | 'events' | 'tombstones'>,
  withdrawalId: string,
): Promise<boolean> {
  const { counts, isLast } = await appendToFeed(context.sql, RECORD_FEED, (tx) => walk(context, tx, withdrawalId));
  context.events.recordsWithdrawn(counts);
  return isLast;
}

async function walk(
  context: Pick<Context, 'now' | 'limits' | 'tombstones'>,
  tx: Transaction,
  withdrawalId: string,
): Promise<{ counts: { records: number; published: number }; isLast: boolean }> {
  await checkTombstoneKey(context, tx);
  const withdrawal = await lockUnfinishedWithdrawal(tx, withdrawalId);
  if (!withdrawal) return { counts: { records: 0, published: 0 }, isLast: true };
  await preferIndexes(tx);
  const range = { after: withdrawal.walkedSequence, to: withdrawal.to };
  const { blockRows } = context.limits;
  const { recordIds, versions, reached } = await readSubmissionRecords(tx, withdrawal.submissionId, range, blockRows);
  const held = versions < blockRows ? await readHeldRecordIds(tx, withdrawal.submissionId, blockRows) : [];
  const sent = versions < blockRows ? await readNamedOf(tx, withdrawal.submissionId, blockRows) : [];
  const isLast = versions < blockRows && held.length < blockRows && sent.length < blockRows;
  const named = [...new Set(recordIds.concat(held, sent))];
  const block = { recordIds: named, walkedSequence: reached, isLast };
  const counts = await withdrawRecords(context, tx, withdrawalId, block);
  return { counts, isLast };
}
