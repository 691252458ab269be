import type { SerialProducer } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { encodeLocate } from '../../federation-messages.ts';
import { findDueQuestions, noteAsked } from '../../store/locate/held-questions.ts';

/** Questions sent at a time. */
const QUESTIONS_MAX = 200;
const PAUSE_MS = 60_000;
const PAUSE_MS_MAX = 6 * 3_600_000;

/**
 * Asks the centre where the enterprises of the next held rows are registered; returns of how many. Noted after they were sent: a
 * question that is asked twice does no harm.
 */
export async function askHeld(
  { sql, now, node }: Pick<Context, 'sql' | 'now' | 'node'>,
  producer: Pick<SerialProducer, 'send'>,
): Promise<number> {
  const askedAt = new Date(now());
  const questions = await findDueQuestions(sql, askedAt, QUESTIONS_MAX);
  if (questions.length === 0) return 0;
  const messages = questions.map((question) => ({ key: node, value: encodeLocate(question) }));
  await producer.send(`federation.outbound.v1.${node}`, messages);
  const locateIds = questions.map(({ locateId }) => locateId);
  await noteAsked(sql, locateIds, { now: askedAt, pauseMs: PAUSE_MS, pauseMsMax: PAUSE_MS_MAX });
  return questions.length;
}
