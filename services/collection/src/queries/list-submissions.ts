import { chinaDayStart } from '@necips/domain';
import type { Context } from '../context.ts';
import type { Submission, SubmissionState, SubmissionWay } from '../domain/submission.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readSubmissions } from '../store/submission/submissions.ts';

/** Which submissions are asked for; what is absent or undefined does not matter. */
export interface SubmissionQuery {
  department: string | undefined;
  state: SubmissionState | undefined;
  item?: string | undefined;
  way?: SubmissionWay | undefined;
  /** Days in China on which they were received, ISO dates, both inclusive. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Pages through submissions, newest first. */
export async function listSubmissions(
  { prisma }: Pick<Context, 'prisma'>,
  query: SubmissionQuery & { limit: number; cursor: string | undefined },
): Promise<{ items: Submission[]; next: string | null }> {
  const { department, state, item, way, from, to, limit, cursor } = query;
  const before = cursor === undefined ? undefined : readPageCursor(cursor, 1)[0];
  const receivedFrom = from === undefined ? undefined : new Date(chinaDayStart(from));
  const receivedBefore = to === undefined ? undefined : new Date(chinaDayStart(to, 1));
  const filter = { department, state, item, way, receivedFrom, receivedBefore };
  const rows = await readSubmissions(prisma, { ...filter, before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}
