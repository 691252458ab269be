import { randomUUID } from 'node:crypto';
import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { Provider, SubmissionWay } from '../../domain/submission.ts';
import { advanceSubmission } from '../../store/submission/submission-progress.ts';
import { insertSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { removeRecords } from './remove-records.ts';

/** Whose word it is that a record is withdrawn, and why. */
export interface Removal {
  recordId: string;
  item: string;
  /** Format of what is withdrawn, `PEN@1`. */
  format: string;
  way: SubmissionWay;
  /** The node that says so, where that is another one. */
  originNode?: string;
  provider: Provider;
  reason: string;
}

/**
 * Withdraws a record that is shown and that `owner` produced, as a submission of one row, which says why and can be taken back. The
 * feed's lock must be held.
 */
export async function submitRemoval(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  { recordId, item, format, way, originNode, provider, reason }: Removal,
  { owner }: { owner: string },
): Promise<{ submissionId: string; sequence: number | null }> {
  const at = new Date(now());
  const id = randomUUID();
  await insertSubmission(tx, {
    id,
    format: { item, id: format, hasInternalFields: false },
    way,
    originNode,
    dryRun: false,
    provider,
    fileName: '',
    idempotencyKey: undefined,
    receivedAt: at,
  });
  await updateSubmission(tx, id, { rows: 1, has_upload: false, reason });
  const by = { submissionId: id, department: owner, collectedAtMs: at.getTime() };
  const { firstSequence, lastSequence } = await removeRecords({ now }, tx, by, [{ row: 1, recordId }]);
  const counts = { accepted: 1, unchanged: 0, rejected: 0, findings: 0, withheld: 0, held: 0, late: 0 };
  await advanceSubmission(tx, id, { ...counts, firstSequence, lastSequence, nextRow: 2, at });
  return { submissionId: id, sequence: lastSequence };
}

/** The format that a head says its record follows. */
export function formatOf(head: string): string {
  return (JSON.parse(head) as { format: string }).format;
}
