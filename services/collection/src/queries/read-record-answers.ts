import type { Context } from '../context.ts';
import { outcomeOf, type RecordAnswer } from '../domain/record-outcome.ts';
import type { RowError } from '../domain/submission.ts';
import { readVersionsOfRows } from '../store/submission/record-requests.ts';
import { readRowErrors } from '../store/submission/row-errors.ts';
import { readRow, type SubmissionRow } from '../store/submission/submission-rows.ts';

/** Lines of a report that single records of one batch may have at most. */
const ERRORS_MAX = 100_000;

/** What has become of each row of a submission; undefined as long as it has not ended. */
export async function readRecordAnswers(
  { sql }: Pick<Context, 'sql'>,
  submissionId: string,
): Promise<((row: number) => RecordAnswer) | undefined> {
  const submission = await readRow(sql, submissionId);
  if (!submission || !hasEnded(submission)) return undefined;
  const versions = await readVersionsOfRows(sql, submissionId);
  const lines = await readRowErrors(sql, submissionId, { row: 0, position: 0 }, ERRORS_MAX);
  const versionOf = new Map(versions.map((version) => [version.row, version]));
  const errorsOf = Map.groupBy(lines, ({ row }: RowError) => row);
  return (row) => {
    const { recordId = '', version = 0 } = versionOf.get(row) ?? {};
    const errors = errorsOf.get(row) ?? [];
    return { submissionId, row, outcome: outcomeOf(version, errors), recordId, version, errors };
  };
}

function hasEnded({ state }: SubmissionRow): boolean {
  return state === 'completed' || state === 'taking_back' || state === 'taken_back';
}
