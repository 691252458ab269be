import type { Context } from '../context.ts';
import { pendingAnswer, type RecordAnswer } from '../domain/record-outcome.ts';
import { readRecordAnswers } from './read-record-answers.ts';

/** What has become of the one record of a submission. */
export async function findRecordOutcome(context: Pick<Context, 'sql'>, submissionId: string): Promise<RecordAnswer> {
  const answerOf = await readRecordAnswers(context, submissionId);
  return answerOf?.(1) ?? pendingAnswer(submissionId, 1);
}
