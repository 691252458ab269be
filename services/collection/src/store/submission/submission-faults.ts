import type { Transaction } from '@necips/runtime';
import type { RowError } from '../../domain/submission.ts';

/** Adds lines of a report to the counts of their kinds. */
export async function countFaults(tx: Transaction, submissionId: string, errors: readonly RowError[]): Promise<void> {
  if (errors.length === 0) return;
  await tx`
    insert into submission_fault (submission_id, code, finding, lines)
    select ${submissionId}::uuid, code, finding = 1, count(*)
    from unnest(${errors.map(({ code }) => code)}::text[], ${errors.map(({ finding }) => Number(finding))}::int[])
      as error (code, finding)
    group by code, finding
    on conflict (submission_id, code, finding) do update set lines = submission_fault.lines + excluded.lines`;
}

/** Counts what the door has reported of an upload that has just ended. */
export async function countReported(tx: Transaction, submissionId: string): Promise<void> {
  await tx`
    insert into submission_fault (submission_id, code, finding, lines)
    select submission_id, code, finding, count(*) from row_error where submission_id = ${submissionId}
    group by submission_id, code, finding`;
}
