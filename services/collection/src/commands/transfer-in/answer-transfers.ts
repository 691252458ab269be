import type { SerialProducer } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { findDueAnswers, noteAnswered } from '../../store/transfer-in/transfer-answers.ts';
import { encodeAnswer } from '../../transfer-in-messages.ts';

/** Answers sent at a time. */
const ANSWERS_MAX = 200;

/**
 * Tells senders what has become of their records; returns how many answers that were. Noted after they were sent: the same answer
 * twice does no harm.
 */
export async function answerTransfers(
  { sql, node }: Pick<Context, 'sql' | 'node'>,
  producer: Pick<SerialProducer, 'send'>,
): Promise<number> {
  const answers = await findDueAnswers(sql, ANSWERS_MAX);
  if (answers.length === 0) return 0;
  const messages = answers.map(({ from, recordId, recordVersion, stateAt, givenBack, ...answer }) => {
    const said = { to: from, recordId: recordId ?? '', version: recordVersion ?? 0, atMs: stateAt.getTime() };
    return { key: node, value: encodeAnswer({ ...answer, ...said, node, givenBack: givenBack ?? undefined }) };
  });
  await producer.send(`federation.outbound.v1.${node}`, messages);
  await noteAnswered(sql, answers);
  return answers.length;
}
