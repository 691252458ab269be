import type { Context } from '../context.ts';
import type { Submission, SubmissionState } from '../domain/submission.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readSubmissions } from '../store/submission/submissions.ts';

/** Pages through submissions, newest first. */
export async function listSubmissions(
  { prisma }: Pick<Context, 'prisma'>,
  query: {
    department: string | undefined;
    state: SubmissionState | undefined;
    limit: number;
    cursor: string | undefined;
  },
): Promise<{ items: Submission[]; next: string | null }> {
  const { department, state, limit, cursor } = query;
  const before = cursor === undefined ? undefined : readPageCursor(cursor, 1)[0];
  const rows = await readSubmissions(prisma, { department, state, before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}
