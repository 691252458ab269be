import { appendAudit, appendToFeed, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { aliasKey } from '../../domain/attribution/alias-key.ts';
import { rejectedHeldReport } from '../../domain/attribution/held-row.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { isDirectoryBehind, lockDirectory } from '../../store/attribution/directory.ts';
import { CODE_KINDS, findSubjects } from '../../store/attribution/find-subjects.ts';
import { lockHeld, NOTHING_SETTLED, type StoredHeldRow, settleHeld } from '../../store/held/held-rows.ts';
import { replaceRowError } from '../../store/submission/row-errors.ts';
import { endTransfers } from '../transfer-out/end-transfers.ts';
import { releaseHeld } from './release-held.ts';

/** Who acts, and why. */
export interface HeldAct {
  account: string;
  reason: string;
}

/**
 * Attributes a held row by hand (认领) to the subject with this code, whatever its claim says. Returns the identity of the record.
 * Throws `not_found` where there is no such row or subject, `unavailable` where the
 * directory has not seen all registrations and the subject may be among them, `precondition` where the row was returned or its batch is being undone,
 * `unprocessable` where the reason names record or subject.
 */
export async function claimHeld(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'events' | 'restoration'>,
  heldId: number,
  { code, account, reason }: HeldAct & { code: string },
): Promise<string> {
  context.restoration.requireDone();
  const { recordId, counts } = await appendToFeed(context.sql, RECORD_FEED, async (tx) => {
    const followed = await lockDirectory(tx, 'read');
    const row = await requireWaiting(tx, heldId);
    requireNameless(reason, row, code);
    const keys = CODE_KINDS.map((kind) => aliasKey(kind, code));
    const subjects = await findSubjects(tx, keys);
    const [subject] = subjects;
    if (!subject && (await isDirectoryBehind(tx, context.node, followed))) throw directoryBehind();
    if (!subject || subjects.length > 1) throw noSubject(subjects.length);
    const released = await releaseHeld(context, tx, [{ row, subject }]);
    if (released.accepted + released.unchanged + released.rejected === 0) throw beingUndone();
    const details = { submission: row.submissionId, row: row.row, reason };
    await appendAudit(tx, { actor: account, act: 'claim_held_record', object: String(heldId), details });
    return { recordId: row.recordId, counts: released };
  });
  context.events.heldReleased(counts);
  context.events.actPerformed('claim_held_record', String(heldId), account);
  return recordId;
}

/**
 * Gives a held row back to its department (退回), which finds it in its own list and in the report of its batch. The row counts as
 * rejected from then on; one that is sent anew takes its place. Throws `not_found`, or `precondition` where it was returned before, or
 * where its record is shown here still.
 */
export async function returnHeld(
  context: Pick<Context, 'sql' | 'now' | 'events'>,
  heldId: number,
  { account, reason }: HeldAct,
): Promise<void> {
  // Under the feed's lock, which transfers need.
  await appendToFeed(context.sql, RECORD_FEED, async (tx) => {
    const row = await requireWaiting(tx, heldId);
    if (row.isShown) throw stillShown();
    await endTransfers(context, tx, [row], 'returned');
    await tx`
      update held_record set returned_at = ${new Date(context.now())}, returned_by = ${account}, note = ${reason}, due = false
      where held_id = ${heldId}`;
    const report = rejectedHeldReport(row.row, 'returned', reason);
    await replaceRowError(tx, row.submissionId, report);
    const { submissionId } = row;
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, rejected: 1 }]);
    // The reason stands in the report, which goes in its time.
    const details = { submission: submissionId, row: row.row };
    await appendAudit(tx, { actor: account, act: 'return_held_record', object: String(heldId), details });
  });
  context.events.actPerformed('return_held_record', String(heldId), account);
}

/** Says who works on a held row; undefined for nobody. Throws `not_found`, or `precondition` where it was returned. */
export async function assignHeld(
  context: Pick<Context, 'sql' | 'now' | 'events'>,
  heldId: number,
  { account, owner }: { account: string; owner: string | undefined },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    await requireWaiting(tx, heldId);
    await tx`
      update held_record set owner = ${owner ?? null}, owned_at = ${owner === undefined ? null : new Date(context.now())}
      where held_id = ${heldId}`;
    const details = { owner: owner ?? null };
    await appendAudit(tx, { actor: account, act: 'assign_held_record', object: String(heldId), details });
  });
  context.events.actPerformed('assign_held_record', String(heldId), account);
}

/** The audit log is kept for good, and must not say whom a record is about. */
export function requireNameless(reason: string, { recordId, claim }: StoredHeldRow, code: string): void {
  const names = [recordId.slice(recordId.lastIndexOf('/') + 1), ...Object.values(claim), code];
  if (!names.some((name) => name !== '' && reason.includes(name))) return;
  const message = '原因将长期保存，不得写明记录或主体 (the reason is kept and must not name record or subject)';
  throw new ServiceError('unprocessable', message, { reason: 'reason_names_record' });
}

/** The held row, locked. Throws `not_found`, or `precondition` where it was returned. */
export async function requireWaiting(tx: Transaction, heldId: number): Promise<StoredHeldRow> {
  const row = await lockHeld(tx, heldId);
  if (!row) {
    const message = '没有此待认领记录，可能已记录或已撤回 (no such held record)';
    throw new ServiceError('not_found', message, { reason: 'no_such_held_record' });
  }
  if (row.isReturned) {
    throw new ServiceError('precondition', '该记录已退回部门 (it was returned to its department)', {
      reason: 'already_returned',
    });
  }
  return row;
}

function noSubject(found: number): ServiceError {
  if (found > 1) {
    const message = '该号码属于多个主体，请用统一社会信用代码 (several subjects have this number)';
    return new ServiceError('precondition', message, { reason: 'ambiguous_subject' });
  }
  return new ServiceError('not_found', '本节点未登记此代码的主体 (no subject of this node has the code)', {
    reason: 'no_such_subject',
  });
}

function directoryBehind(): ServiceError {
  const message =
    '主体名录尚未读完最近的登记，请稍后再试 (the directory has not seen all registrations yet: try again in a moment)';
  return new ServiceError('unavailable', message, { reason: 'directory_behind' });
}

function stillShown(): ServiceError {
  const message =
    '主体已迁出，记录在登记地节点记录前仍由本节点公示，请转送 (its record is shown here until its destination has it: send it there)';
  return new ServiceError('precondition', message, { reason: 'still_shown' });
}

function beingUndone(): ServiceError {
  return new ServiceError('precondition', '该批次正在撤回或取消 (its submission is being undone)', {
    reason: 'being_undone',
  });
}
