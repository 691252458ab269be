import type { Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { otherDepartmentReport } from '../../domain/attribution/held-row.ts';
import { createHeadFrame, type ForeignOrigin, subjectInHead } from '../../domain/record-head.ts';
import type { Provider } from '../../domain/submission.ts';
import {
  deleteHeld,
  NOTHING_SETTLED,
  type Settlement,
  type StoredHeldRow,
  settleHeld,
} from '../../store/held/held-rows.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import { appendVersions } from '../../store/version/record-versions.ts';
import { endTransfers } from '../transfer-out/end-transfers.ts';

/** A held row, and the subject that it turned out to be about. */
export interface FoundRow {
  row: StoredHeldRow;
  subject: { code: string; name: string };
}

/**
 * Records held rows under the subjects that they turned out to be about: each becomes a version as a row of its own submission, as
 * if it had been known from the beginning, and leaves the queue. Rows of a submission that is being undone are left where they are:
 * they go with it. The feed's lock must be held.
 */
export async function releaseHeld(
  { node, now }: Pick<Context, 'node' | 'now'>,
  tx: Transaction,
  found: readonly FoundRow[],
): Promise<ReleasedRows> {
  const settlements: Settlement[] = [];
  for (const [submissionId, rows] of Map.groupBy(found, ({ row }) => row.submissionId)) {
    const submission = await lockSource(tx, submissionId);
    if (!submission) continue;
    const { format, item, provider, keepsRefilled } = submission;
    const origin = submission.origin ?? undefined;
    const inOrder = rows.toSorted((a, b) => a.row.row - b.row.row);
    const appended = await appendVersions(
      tx,
      {
        submissionId,
        frame: createHeadFrame(node, { id: submissionId, provider, origin }, { id: format, item }),
        collectedAtMs: now(),
        rows: inOrder.map(({ row }) => row.row),
        recordIds: inOrder.map(({ row }) => row.recordId),
        subjects: inOrder.map(({ subject }) => subjectInHead(subject)),
        publicParts: inOrder.map(({ row }) => row.publicPart),
        restrictedParts: inOrder.map(({ row }) => row.restrictedPart),
        internals: inOrder.map(({ row }) => row.internal),
        keepsRefilled,
        department: provider.department,
        originNode: origin?.node,
        // As of when they were handed in: how long a row waited for its subject is not its department's doing.
        lates: inOrder.map(({ row }) => (row.isLate ? '1' : '')),
        changes: [],
      },
      [],
    );
    // What was on its way to another province, or is there, is no longer to be.
    await endTransfers(
      { now },
      tx,
      rows.map(({ row }) => row),
      'recorded_here',
    );
    await deleteHeld(
      tx,
      rows.map(({ row }) => row),
    );
    // Another department has produced the record meanwhile.
    const others = appended.otherRows ?? [];
    await insertRowErrors(tx, submissionId, others.map(otherDepartmentReport));
    const { late, lastSequence } = appended;
    const rejected = others.length;
    // What is shown was recorded before its subject moved out.
    const again = rows.filter(({ row }) => row.isShown).length;
    const accepted = appended.accepted + again;
    const unchanged = rows.length - accepted - rejected;
    settlements.push({ ...NOTHING_SETTLED, submissionId, accepted, unchanged, rejected, late, lastSequence });
  }
  await settleHeld(tx, settlements);
  const sum = (of: (settlement: Settlement) => number) => settlements.reduce((total, each) => total + of(each), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    unchanged: sum(({ unchanged }) => unchanged),
    rejected: sum(({ rejected }) => rejected),
  };
}

/** How many became a version, said nothing new, or were about a record that another department has produced meanwhile. */
export interface ReleasedRows {
  accepted: number;
  unchanged: number;
  rejected: number;
}

async function lockSource(tx: Transaction, submissionId: string) {
  const [submission] = await tx<SourceSubmission[]>`
    select format, item, (
        select json_build_object('node', from_node, 'recordKey', record_key) from transfer_in
        where transfer_in.submission_id = submission.id and transfer_in.state = 'deferred' limit 1
      ) as origin,
      json_build_object('account', account, 'department', department, 'departmentName', department_name) as provider,
      exists (select from runtime.restored where restored_at > received_at) as "keepsRefilled"
    from submission where id = ${submissionId} and undo_target is null for update of submission`;
  return submission;
}

interface SourceSubmission {
  format: string;
  item: string;
  provider: Provider;
  /** Where another node took its record in. */
  origin: ForeignOrigin | null;
  keepsRefilled: boolean;
}
