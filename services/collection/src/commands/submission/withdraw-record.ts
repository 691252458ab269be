import { randomUUID } from 'node:crypto';
import { parseRecordId } from '@necips/domain';
import { appendAudit, appendToFeed, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import type { Provider } from '../../domain/submission.ts';
import { advanceSubmission } from '../../store/submission/submission-progress.ts';
import { insertSubmission, updateSubmission } from '../../store/submission/submission-rows.ts';
import { readAway } from '../../store/transfer-out/transfer-records.ts';
import { readShown } from '../../store/version/removals.ts';
import { removeRecords } from './remove-records.ts';

/**
 * Withdraws one record at the word of the department that produced it (谁产生、谁负责, M§12), as a submission of one row that says
 * why and can be taken back. It is not a lawful withdrawal: its content stays until its time is over, and the department may hand the
 * record in again. Throws `not_found` where the node shows no such record, `forbidden` where another department produced it.
 */
export async function withdrawRecord(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'restoration'>,
  { recordId, provider, reason }: { recordId: string; provider: Provider; reason: string },
): Promise<{ submissionId: string }> {
  context.restoration.requireDone();
  const submissionId = await appendToFeed(context.sql, RECORD_FEED, (tx) =>
    withdraw(context, tx, { recordId, provider, reason }),
  );
  context.events.actPerformed('withdraw_record', submissionId, provider.account);
  context.events.submissionEnded(submissionId, 'completed');
  return { submissionId };
}

async function withdraw(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  { recordId, provider, reason }: { recordId: string; provider: Provider; reason: string },
): Promise<string> {
  const identity = parseRecordId(recordId);
  const [shown] = identity ? await readShown(tx, [recordId]) : [];
  // What another province has recorded is taken back there.
  const [away] = identity && !shown ? await readAway(tx, [recordId]) : [];
  const found = shown ? { department: shown.department, format: formatOf(shown.head) } : away;
  if (!identity || !found) {
    throw new ServiceError('not_found', '没有此记录，或已不再公示 (no such record is shown)', {
      reason: 'no_such_record',
    });
  }
  const { department } = provider;
  if (found.department !== department) {
    throw new ServiceError('forbidden', '该记录由其他部门产生 (another department produced the record)', {
      reason: 'other_department_record',
    });
  }
  const at = new Date(now());
  const id = randomUUID();
  const format = { item: identity.item, id: found.format, hasInternalFields: false };
  await insertSubmission(tx, {
    id,
    format,
    way: 'entry',
    dryRun: false,
    provider,
    fileName: '',
    idempotencyKey: undefined,
    receivedAt: at,
  });
  await updateSubmission(tx, id, { rows: 1, has_upload: false, reason });
  const by = { submissionId: id, department, collectedAtMs: at.getTime() };
  const { firstSequence, lastSequence } = await removeRecords({ now }, tx, by, [{ row: 1, recordId }]);
  const counts = { accepted: 1, unchanged: 0, rejected: 0, findings: 0, withheld: 0, held: 0, late: 0 };
  await advanceSubmission(tx, id, { ...counts, firstSequence, lastSequence, nextRow: 2, at });
  // The reason stands with the submission: this log is kept for good and must not say whom it was about.
  await appendAudit(tx, { actor: provider.account, act: 'withdraw_record', object: id });
  return id;
}

function formatOf(head: string): string {
  return (JSON.parse(head) as { format: string }).format;
}
