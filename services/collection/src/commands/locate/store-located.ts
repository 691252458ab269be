import type { Context } from '../../context.ts';
import type { HeldAnswer } from '../../domain/attribution/held-record.ts';
import { noteLocated } from '../../store/locate/held-questions.ts';

/** What is known of where a row belongs may change: an enterprise is registered, or moves. */
const ASK_AGAIN_MS = 24 * 3_600_000;

/** Notes the centre's answers about held rows; those that wait no longer are passed over. */
export async function storeLocated(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  answers: readonly HeldAnswer[],
): Promise<void> {
  for (const answer of answers) {
    const isWaiting = await noteLocated(sql, answer, new Date(now() + ASK_AGAIN_MS));
    if (isWaiting) events.heldLocated(answer.outcome);
  }
}
