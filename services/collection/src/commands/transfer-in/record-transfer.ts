import { randomUUID } from 'node:crypto';
import type { Format } from '@necips/domain';
import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { addRow, emptyBlock } from '../../domain/prepare-block.ts';
import type { RowReading } from '../../domain/read-row.ts';
import type { ArrivedTransfer, TransferFate } from '../../domain/transfer-in/arrived-transfer.ts';
import { lockHeldOf } from '../../store/held/held-rows.ts';
import { insertSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { findCurrent } from '../../store/version/record-versions.ts';
import { recordRows } from '../submission/record-block.ts';

/**
 * Makes a transfer the one row of a submission and records that like any other: what is withdrawn by law is withheld, whom it is
 * about is attributed or waits, what another department or another province produced stays. The feed's lock must be held.
 */
export async function recordTransfer(
  context: Pick<Context, 'now' | 'node' | 'tombstones' | 'events'>,
  tx: Transaction,
  { transfer, format, row }: { transfer: ArrivedTransfer; format: Format; row: Extract<RowReading, { ok: true }> },
): Promise<TransferFate> {
  const { from, recordKey, provider: department, providerName } = transfer;
  const id = randomUUID();
  const provider = { department, departmentName: providerName.trim(), account: accountOf(from) };
  await insertSubmission(tx, {
    id,
    format,
    way: 'transfer',
    originNode: from,
    dryRun: false,
    provider,
    fileName: '',
    idempotencyKey: undefined,
    receivedAt: new Date(context.now()),
  });
  await updateSubmission(tx, id, { state: 'processing', form: 'json', rows: 1, has_upload: false });
  const block = emptyBlock(1);
  addRow(block, 1, row, undefined);
  const submission = { id, lastRow: 1, format, dryRun: false, provider, origin: { node: from, recordKey } };
  const counts = await recordRows(context, tx, submission, block);
  if (!counts || counts === 'behind') throw new Error('a submission of this transaction is not at its first row');
  const { recordId } = row;
  const here = { submissionId: id, recordId };
  const [report] = counts.errors;
  const why = { reason: report?.code ?? '', explanation: report?.reason ?? '' };
  const nothing = { recordVersion: null, feedSequence: null };
  if (counts.held > 0) return { state: 'deferred', ...why, ...here, ...nothing };
  // What it would say waits already: it is that row.
  const [held] = counts.unchanged > 0 ? await lockHeldOf(tx, [recordId]) : [];
  if (held) {
    const waits = { reason: `held_${held.reason}`, explanation: '' };
    return { state: 'deferred', ...waits, submissionId: held.submissionId, recordId, ...nothing };
  }
  if (counts.accepted + counts.unchanged === 0)
    return { state: 'refused', ...why, ...here, recordId: null, ...nothing };
  const current = await findCurrent(tx, recordId);
  const recorded = { recordVersion: current?.version ?? null, feedSequence: current?.sequence ?? null };
  return { state: 'recorded', reason: '', explanation: '', ...here, ...recorded };
}

/** What stands for the account of a department of another province, which nobody here knows. */
export function accountOf(node: string): string {
  return `node-${node}`;
}
