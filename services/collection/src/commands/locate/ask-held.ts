import type { SerialProducer } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { encodeLocate } from '../../federation-messages.ts';
import { findDueMoves, noteMovesAsked } from '../../store/attribution/subject-moves.ts';
import { findDueQuestions, noteAsked } from '../../store/locate/held-questions.ts';

/** Questions sent at a time. */
const QUESTIONS_MAX = 200;
const PAUSE_MS = 60_000;
const PAUSE_MS_MAX = 6 * 3_600_000;
/** What has just moved out may be registered elsewhere any moment. */
const MOVE_PAUSE_MS = 10_000;

/**
 * Asks the centre where the enterprises of the next held rows are registered, and those that have moved out; returns of how many. Noted
 * after they were sent: a question that is asked twice does no harm.
 */
export async function askHeld(
  { sql, now, node }: Pick<Context, 'sql' | 'now' | 'node'>,
  producer: Pick<SerialProducer, 'send'>,
): Promise<number> {
  const askedAt = new Date(now());
  const held = await findDueQuestions(sql, askedAt, QUESTIONS_MAX);
  const moves = await findDueMoves(sql, askedAt, QUESTIONS_MAX);
  const questions = held.concat(moves);
  if (questions.length === 0) return 0;
  const messages = questions.map((question) => ({ key: node, value: encodeLocate(question) }));
  await producer.send(`federation.outbound.v1.${node}`, messages);
  const pause = { now: askedAt, pauseMsMax: PAUSE_MS_MAX };
  await noteAsked(sql, held.map(idOf), { ...pause, pauseMs: PAUSE_MS });
  await noteMovesAsked(sql, moves.map(idOf), { ...pause, pauseMs: MOVE_PAUSE_MS });
  return questions.length;
}

const idOf = ({ locateId }: { locateId: string }) => locateId;
