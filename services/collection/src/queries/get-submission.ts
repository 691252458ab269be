import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { Submission } from '../domain/submission.ts';
import { findSubmission } from '../store/submission/submissions.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One submission with its counts. Throws `not_found`. */
export async function getSubmission({ prisma }: Pick<Context, 'prisma'>, submissionId: string): Promise<Submission> {
  const submission = UUID.test(submissionId) ? await findSubmission(prisma, submissionId) : undefined;
  if (submission) return submission;
  throw new ServiceError('not_found', '没有此批次 (no such submission)', { reason: 'no_such_submission' });
}
