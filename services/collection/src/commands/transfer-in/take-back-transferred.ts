import { parseRecordId } from '@necips/domain';
import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { rejectedHeldReport } from '../../domain/attribution/held-row.ts';
import type { ArrivedTransfer, TransferFate } from '../../domain/transfer-in/arrived-transfer.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { deleteHeld, lockHeldOf, NOTHING_SETTLED, settleHeld } from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { findRecordIdsOf } from '../../store/transfer-in/transfers-in.ts';
import { readShown } from '../../store/version/removals.ts';
import { eraseContentsBelow } from '../../store/version/superseded-contents.ts';
import { formatOf, submitRemoval } from '../submission/submit-removal.ts';
import { accountOf } from './record-transfer.ts';

/**
 * Withdraws what a sender has had recorded here under its name for the record, or takes it out of the queue: the department took it
 * back there, or the law did. Which of both is not said by every sender, so that its content is erased at once; the sender has it, where it may be
 * had. That it was the law, and that it is for this node to decide whether it withdraws it so as well, its officers read with the reason. What
 * others have produced about the same thing stays. The feed's lock must be held.
 */
export async function takeBackTransferred(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  transfer: ArrivedTransfer,
): Promise<TransferFate> {
  const { from } = transfer;
  const at = new Date(now());
  const recordIds = await findRecordIdsOf(tx, transfer);
  const held = (await lockHeldOf(tx, recordIds)).filter(({ originNode }) => originNode === from);
  await deleteHeld(tx, held);
  for (const { submissionId, row, isReturned } of held) {
    if (isReturned) continue;
    await insertRowErrors(tx, submissionId, [rejectedHeldReport(row, 'taken_back_by_sender')]);
    await settleHeld(tx, [{ ...NOTHING_SETTLED, submissionId, rejected: 1 }]);
  }
  if (held.length > 0) await markErasureDue(tx, QUEUE_TABLES, at);
  const fate = { state: 'recorded', reason: '', explanation: '', feedSequence: null } as const;
  const [shown] = (await readShown(tx, recordIds)).filter(({ originNode }) => originNode === from);
  if (!shown) {
    return { ...fate, submissionId: null, recordId: recordIds[0] ?? null, recordVersion: null };
  }
  const { recordId, head, department, version } = shown;
  const { provider } = JSON.parse(head) as { provider: { name: string } };
  const removal = {
    recordId,
    item: parseRecordId(recordId)?.item ?? transfer.item,
    format: formatOf(head),
    way: 'transfer',
    originNode: from,
    provider: { department, departmentName: provider.name, account: accountOf(from) },
    reason: transfer.lawful
      ? `转出节点 ${from} 已依法撤回公示；在本节点是否依法撤回，由本节点决定 (lawfully withdrawn by the node that sent it)`
      : `转出节点 ${from} 已撤回 (taken back by the node that sent it)`,
  } as const;
  const { submissionId } = await submitRemoval({ now }, tx, removal, { owner: department });
  await eraseContentsBelow(tx, [{ recordId, version: version + 1 }]);
  await markErasureDue(tx, CONTENT_TABLES, at);
  return { ...fate, submissionId, recordId, recordVersion: version + 1 };
}

const QUEUE_TABLES = ['public.held_record', 'public.row_error'];
const CONTENT_TABLES = ['public.record_version_content', 'public.record_version_internal'];
