import { findNode } from '@necips/domain';
import { appendToFeed, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { transferredReport, withdrawnElsewhereReport } from '../../domain/attribution/held-row.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { isNameless } from '../../domain/tombstone.ts';
import { applyReceipt, type TransferWord } from '../../domain/transfer-out/apply-receipt.ts';
import { deleteHeld, lockHeldByIds, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { askAgain } from '../../store/locate/held-questions.ts';
import { insertRowErrors, replaceRowError } from '../../store/submission/row-errors.ts';
import {
  type AnsweredTransferRow,
  lockTransfers,
  noteAnswers,
  type OpenTransfer,
} from '../../store/transfer-out/answered-transfers.ts';
import { endTransfers } from './end-transfers.ts';
import { holdGivenBack, type ReturnedTransfer } from './hold-given-back.ts';
import { withdrawMoved } from './withdraw-moved.ts';

/** Receipts stored in one transaction. */
const RECEIPTS_MAX = 500;

/**
 * Stores what became of records that this node has sent. What the destination has recorded is held no longer: its row counts as
 * transferred, and its body leaves this node; wherever else it was is taken back. What the destination shows no longer is added to the
 * report of its row, and what it gives back is held again. Where its enterprise has moved on the centre is asked again at once. Whatever
 * else a receipt says of a transfer that something has taken the place of meanwhile is noted and changes nothing.
 */
export async function storeReceipts(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'tombstones'>,
  receipts: readonly TransferWord[],
): Promise<void> {
  for (let from = 0; from < receipts.length; from += RECEIPTS_MAX) {
    const some = receipts.slice(from, from + RECEIPTS_MAX);
    await appendToFeed(context.sql, RECORD_FEED, (tx) => store(context, tx, some));
  }
}

async function store(
  { now, events, tombstones }: Pick<Context, 'now' | 'events' | 'tombstones'>,
  tx: Transaction,
  receipts: readonly TransferWord[],
): Promise<void> {
  const locked = await lockTransfers(
    tx,
    receipts.map(({ transferId }) => transferId),
  );
  const transfers = new Map(locked.map((transfer) => [transfer.transferId, transfer]));
  const answers = new Map<string, AnsweredTransferRow>();
  const arrived: ArrivedRow[] = [];
  const strayed: number[] = [];
  const withdrawn: OpenTransfer[] = [];
  const returned: ReturnedTransfer[] = [];
  for (const receipt of receipts) {
    const transfer = transfers.get(receipt.transferId);
    const effect = transfer ? applyReceipt(transfer, receipt) : ({ kind: 'ignored', why: 'unknown_transfer' } as const);
    events.transferAnswered(effect.kind === 'ignored' ? effect.why : receipt.outcome);
    if (!transfer || effect.kind === 'ignored') continue;
    const { heldId, toNode } = transfer;
    if (isSettledBy(transfer, receipt) && heldId !== null) arrived.push({ heldId, toNode });
    if (isUndoneBy(transfer, receipt)) {
      if (receipt.givenBack) returned.push({ transfer, givenBack: receipt.givenBack });
      else withdrawn.push(transfer);
    }
    if (hasMovedOn(receipt) && heldId !== null) strayed.push(heldId);
    const { byCentre, isFinal } = effect;
    const answer = toAnswer(transfer, receipt, { byCentre, isFinal });
    const before = answers.get(receipt.transferId);
    const recordId = answer.recordId ?? before?.recordId ?? null;
    answers.set(receipt.transferId, { ...answer, recordId, version: answer.version ?? before?.version ?? null });
    // The next receipt of the same batch meets what this one has made of it.
    transfers.set(receipt.transferId, { ...transfer, state: receipt.outcome, byCentre });
  }
  const at = new Date(now());
  await noteAnswers(tx, [...answers.values()], at);
  await askAgain(tx, strayed, at);
  await settleArrived({ now }, tx, arrived);
  await reportWithdrawn(tx, withdrawn);
  await holdGivenBack({ now, tombstones }, tx, returned);
}

/** Whether the destination says that the enterprise of the record has moved on. */
function hasMovedOn({ outcome, reason }: TransferWord): boolean {
  return outcome === 'given_back' || reason === 'registered_elsewhere';
}

/** Whether the held row has arrived by it: not where it was ended, nor where a newer version of the record is on its way. */
function isSettledBy({ state, takenBack, isLatest }: OpenTransfer, { outcome }: TransferWord): boolean {
  const isWaiting = state === 'waiting' || state === 'deferred' || state === 'refused';
  return isWaiting && isLatest && !takenBack && (outcome === 'recorded' || outcome === 'published');
}

/** Whether the row was recorded by all that was known, and is not any more, or not to be: its department is to know. */
function isUndoneBy({ state, takenBack, backToVersion, isLatest }: OpenTransfer, { outcome }: TransferWord): boolean {
  // What is to bring an earlier version back stands for one that was recorded.
  const isAsked = backToVersion !== null && (state === 'waiting' || state === 'deferred');
  const wasRecorded = state === 'recorded' || state === 'published' || isAsked;
  return wasRecorded && isLatest && !takenBack && (outcome === 'withdrawn' || outcome === 'given_back');
}

function toAnswer(
  { recordId }: OpenTransfer,
  receipt: TransferWord,
  effect: { byCentre: boolean; isFinal: boolean },
): AnsweredTransferRow {
  const { transferId, outcome, reason, version } = receipt;
  // Of what is lawfully withdrawn nobody's word is kept that may name it.
  const said = isNameless(recordId)
    ? { recordId: null, explanation: '' }
    : { recordId: receipt.recordId, explanation: receipt.explanation };
  return { transferId, state: outcome, reason, version, ...said, ...effect };
}

async function reportWithdrawn(tx: Transaction, withdrawn: readonly OpenTransfer[]): Promise<void> {
  for (const { submissionId, row, toNode } of withdrawn) {
    await replaceRowError(tx, submissionId, withdrawnElsewhereReport(row, nameOfNode(toNode)));
  }
}

function nameOfNode(code: string): string {
  return findNode(code)?.name ?? code;
}

interface ArrivedRow {
  heldId: number;
  toNode: string;
}

/** What has arrived is held no longer, and shown here no longer either: one enterprise's record is shown once. */
async function settleArrived(
  context: Pick<Context, 'now'>,
  tx: Transaction,
  arrived: readonly ArrivedRow[],
): Promise<void> {
  if (arrived.length === 0) return;
  const nodes = new Map(arrived.map(({ heldId, toNode }) => [heldId, toNode]));
  const rows = await lockHeldByIds(tx, [...nodes.keys()]);
  await deleteHeld(tx, rows);
  const records = rows.map(({ recordId, heldId }) => ({ recordId, exceptNode: nodes.get(heldId) ?? '' }));
  await endTransfers(context, tx, records, 'moved');
  await withdrawMoved(context, tx, new Map(rows.map(({ recordId, heldId }) => [recordId, nodes.get(heldId) ?? ''])));
  for (const [submissionId, some] of Map.groupBy(rows, (row) => row.submissionId)) {
    const reports = some.map(({ row, heldId }) => {
      return transferredReport(row, nameOfNode(nodes.get(heldId) ?? ''));
    });
    await insertRowErrors(tx, submissionId, reports);
    // Where a record belongs makes no difference to how late its department handed it in.
    const late = some.filter(({ isLate }) => isLate).length;
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, transferred: some.length, late }]);
  }
}
