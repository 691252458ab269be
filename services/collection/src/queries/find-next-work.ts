import type { Context } from '../context.ts';
import { findWork, readRow, type SubmissionRow } from '../store/submission/submission-rows.ts';

/** A submission that the worker has to do something about. */
export type Work = SubmissionRow;

/** The oldest such submission. */
export async function findNextWork({ sql }: Pick<Context, 'sql'>): Promise<Work | undefined> {
  return await findWork(sql);
}

/** One submission as the worker has it. */
export async function findWorkById({ sql }: Pick<Context, 'sql'>, submissionId: string): Promise<Work | undefined> {
  return await readRow(sql, submissionId);
}
