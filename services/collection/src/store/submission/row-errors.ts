import type { Executor, Sql } from '@necips/runtime';
import type { RowError } from '../../domain/submission.ts';

/** Adds lines to the report of a submission. */
export async function insertRowErrors(tx: Executor, submissionId: string, errors: RowError[]): Promise<void> {
  if (errors.length === 0) return;
  await tx`
    insert into row_error (submission_id, row, position, field, label, value, code, reason, mend, finding)
    select ${submissionId}::uuid, row, position, field, label, value, code, reason, mend, finding = 1 from unnest(
      ${errors.map((error) => error.row)}::bigint[], ${errors.map((error) => error.position)}::int[],
      ${errors.map((error) => error.field)}::text[], ${errors.map((error) => error.label)}::text[],
      ${errors.map((error) => visible(error.value))}::text[], ${errors.map((error) => error.code)}::text[],
      ${errors.map((error) => error.reason)}::text[], ${errors.map((error) => error.mend)}::text[],
      ${errors.map((error) => Number(error.finding))}::int[]
    ) as error (row, position, field, label, value, code, reason, mend, finding)`;
}

/** Puts a line into the report of a submission in the place of the one that its row has there. */
export async function replaceRowError(tx: Executor, submissionId: string, error: RowError): Promise<void> {
  await tx`
    delete from row_error where submission_id = ${submissionId} and row = ${error.row} and position = ${error.position}`;
  await insertRowErrors(tx, submissionId, [error]);
}

/** Lines of a report after a place in it, in row order. */
export async function readRowErrors(
  sql: Executor,
  submissionId: string,
  after: RowErrorPlace,
  limit: number,
): Promise<RowError[]> {
  return await sql<RowError[]>`
    select row, position, field, label, value, code, reason, mend, finding from row_error
    where submission_id = ${submissionId} and (row, position) > (${after.row}, ${after.position})
    order by row, position limit ${limit}`;
}

/** A report as a whole, in row order, as fast as it is read. */
export function streamRowErrors(sql: Sql, submissionId: string): AsyncIterable<RowError[]> {
  return sql<RowError[]>`
    select row, position, field, label, value, code, reason, mend, finding from row_error
    where submission_id = ${submissionId} order by row, position`.cursor(500);
}

/** Empties the values in a report; what was wrong with which row stays. */
export async function emptyValues(tx: Executor, submissionId: string): Promise<void> {
  await tx`update row_error set value = '' where submission_id = ${submissionId} and value <> ''`;
}

export async function deleteRowErrors(tx: Executor, submissionId: string): Promise<void> {
  await tx`delete from row_error where submission_id = ${submissionId}`;
}

/** A place in a report; `{ row: 0, position: 0 }` is before its first line. */
export interface RowErrorPlace {
  row: number;
  position: number;
}

/** PostgreSQL stores no NUL, and nobody sees a control character: each is shown by its picture (U+2400 to U+2421). */
function visible(value: string): string {
  return value.replace(/\p{Cc}/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421';
  });
}
