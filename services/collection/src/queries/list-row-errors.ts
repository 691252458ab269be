import type { Context } from '../context.ts';
import type { RowError } from '../domain/submission.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readRowErrors, streamRowErrors } from '../store/submission/row-errors.ts';

/** Pages through the row-error report of a submission, in row order. */
export async function listRowErrors(
  { sql }: Pick<Context, 'sql'>,
  query: { submissionId: string; limit: number; cursor: string | undefined },
): Promise<{ items: RowError[]; next: string | null }> {
  const [row = 0, position = 0] = query.cursor === undefined ? [] : readPageCursor(query.cursor, 2);
  const rows = await readRowErrors(sql, query.submissionId, { row, position }, query.limit + 1);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, next: rows.length > query.limit && last ? writePageCursor([last.row, last.position]) : null };
}

/** The whole report, in pieces, as fast as it is read. */
export function streamReport({ sql }: Pick<Context, 'sql'>, submissionId: string): AsyncIterable<RowError[]> {
  return streamRowErrors(sql, submissionId);
}
