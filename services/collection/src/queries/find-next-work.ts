import type { Context } from '../context.ts';
import { findWork, type SubmissionRow } from '../store/submission/submission-rows.ts';

/** A submission that the worker has to do something about. */
export type Work = SubmissionRow;

/** The oldest such submission. */
export async function findNextWork({ sql }: Pick<Context, 'sql'>): Promise<Work | undefined> {
  return await findWork(sql);
}
