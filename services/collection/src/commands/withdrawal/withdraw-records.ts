import { feedIncarnation, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { HIDDEN_CHANNEL, RECORD_FEED } from '../../domain/record-feed.ts';
import { isNameless, namelessRecordId } from '../../domain/tombstone.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { deleteHeld, fateOf, lockHeldOf, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { forgetExplanations } from '../../store/transfer-in/forget-transfers.ts';
import { forgetTransferred } from '../../store/transfer-out/transfer-records.ts';
import { preferIndexes } from '../../store/version/record-versions.ts';
import { appendWithdrawals, eraseContents, readLastWithdrawal } from '../../store/version/withdraw-versions.ts';
import { putTombstones } from '../../store/withdrawal/tombstones.ts';
import { lockAcknowledgement, readAcknowledged } from '../../store/withdrawal/withdrawal-readers.ts';
import { advanceWithdrawal, settleWithdrawals } from '../../store/withdrawal/withdrawals.ts';
import { withheldReport } from '../submission/withhold-rows.ts';
import { endTransfers } from '../transfer-out/end-transfers.ts';

/**
 * Withdraws some records of an act in the transaction that holds the feed's lock: tombstones, a withdrawing version for each,
 * and the contents of all their versions gone. A record under a tombstone already is only counted; but the act is not hidden
 * before that one is.
 */
export async function withdrawRecords(
  { tombstones, now }: Pick<Context, 'tombstones' | 'now'>,
  tx: Transaction,
  withdrawalId: string,
  block: { recordIds: readonly string[]; walkedSequence: number; isLast: boolean },
): Promise<{ records: number; published: number }> {
  const at = new Date(now());
  const { walkedSequence, isLast } = block;
  const named = block.recordIds.filter((recordId) => !isNameless(recordId));
  await preferIndexes(tx);
  const records = await putTombstones(
    tx,
    withdrawalId,
    named.map((recordId) => ({ recordId, hash: tombstones.of(recordId) })),
  );
  const appended = await appendWithdrawals(tx, withdrawalId, at.getTime(), records);
  if (records.length > 0) {
    await eraseContents(
      tx,
      records.map(({ recordId }) => recordId),
    );
    await markErasureDue(tx, BODY_TABLES, at);
  }
  await withdrawTransferred({ tombstones, now }, tx, named);
  await withholdHeld(tx, named, at);
  if (await forgetExplanations(tx, named)) await markErasureDue(tx, ['public.transfer_in'], at);
  const put = new Set(records.map(({ recordId }) => recordId));
  const earlier = named.filter((recordId) => !put.has(recordId));
  const lastSequence = Math.max(appended.lastSequence ?? 0, (await readLastWithdrawal(tx, earlier)) ?? 0);
  const already = block.recordIds.length - records.length;
  const { published } = appended;
  const progress = { records: records.length, published, already, lastSequence, walkedSequence, isLast, at };
  await advanceWithdrawal(tx, withdrawalId, progress);
  if (isLast) await settle(tx, at);
  return { records: records.length, published };
}

/** What of these records is in another province, or on its way, is taken back there, and known here by its tombstone only. */
async function withdrawTransferred(
  { tombstones, now }: Pick<Context, 'tombstones' | 'now'>,
  tx: Transaction,
  recordIds: readonly string[],
): Promise<void> {
  const records = recordIds.map((recordId) => ({ recordId }));
  await endTransfers({ now }, tx, records, 'withdrawn');
  const names = recordIds.map((recordId) => ({
    from: recordId,
    to: namelessRecordId(recordId, tombstones.of(recordId)),
  }));
  const hasForgotten = await forgetTransferred(tx, names);
  // The held rows that their bodies stood in may have gone long ago.
  const tables = ['public.held_record', 'public.transfer_out', 'public.transfer_record'];
  if (hasForgotten) await markErasureDue(tx, tables, new Date(now()));
}

/** What of these records waits for its subject is withheld like any other row about them. */
async function withholdHeld(tx: Transaction, recordIds: readonly string[], at: Date): Promise<void> {
  const rows = await lockHeldOf(tx, recordIds);
  if (rows.length === 0) return;
  await deleteHeld(tx, rows);
  for (const held of rows) {
    const { submissionId, row, isReturned, isShown } = held;
    if (isReturned) continue;
    if (!isShown) await insertRowErrors(tx, submissionId, [withheldReport(row)]);
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, ...fateOf(held, 'withheld') }]);
  }
  await markErasureDue(tx, ['public.held_record', 'public.row_error'], at);
}

/**
 * Every table that holds bodies, or did: what an upload or a superseded version left behind when it was deleted long ago may
 * still stand in the files.
 */
const BODY_TABLES = [
  'record_version_content',
  'record_version_internal',
  'repeated_row',
  'row_error',
  'upload_chunk',
].map((name) => `public.${name}`);

/** The reader may have acted on the last version before the act was known to be whole, or nothing was shown at all. */
async function settle(tx: Transaction, at: Date): Promise<void> {
  await lockAcknowledgement(tx);
  const incarnation = await feedIncarnation(tx, RECORD_FEED);
  await settleWithdrawals(tx, await readAcknowledged(tx, RECORD_FEED, incarnation), at);
  await tx`select pg_notify(${HIDDEN_CHANNEL}, '')`;
}
