import { appendToFeed } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { HeldAnswer } from '../../domain/attribution/held-record.ts';
import { RECORD_FEED } from '../../domain/record-feed.ts';
import { lockDirectory } from '../../store/attribution/directory.ts';
import { concernsMoves, noteMovedTo } from '../../store/attribution/subject-moves.ts';
import { markHeldDue } from '../../store/held/held-rows.ts';
import { noteLocated } from '../../store/locate/held-questions.ts';
import { openTransfers } from '../transfer-out/open-transfers.ts';

/** What is known of where a row belongs may change: an enterprise is registered, or moves. */
const ASK_AGAIN_MS = 24 * 3_600_000;
/** Answers stored in one transaction. */
const ANSWERS_MAX = 500;

/**
 * Notes the centre's answers about held rows; those that wait no longer are passed over. A row whose enterprise was found in another
 * province by its code or number is put into the outbox in the same transaction. A name alone is not enough: a person sends such a row.
 * A subject that has moved out is nobody's here from the moment on that the centre knows it in another province.
 */
export async function storeLocated(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'limits' | 'events'>,
  answers: readonly HeldAnswer[],
): Promise<void> {
  // Of several answers about one row the latest holds.
  const latest = new Map<string, HeldAnswer>();
  for (const answer of answers) {
    const known = latest.get(answer.locateId);
    if (!known || known.at <= answer.at) latest.set(answer.locateId, answer);
  }
  const all = [...latest.values()];
  for (let from = 0; from < all.length; from += ANSWERS_MAX) await store(context, all.slice(from, from + ANSWERS_MAX));
}

async function store(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'limits' | 'events'>,
  answers: readonly HeldAnswer[],
): Promise<void> {
  const { sql, now, node, events } = context;
  const askAt = new Date(now() + ASK_AGAIN_MS);
  const opened = await appendToFeed(sql, RECORD_FEED, async (tx) => {
    if (await concernsMoves(tx, answers)) {
      await lockDirectory(tx, 'write');
      await markHeldDue(tx, await noteMovedTo(tx, answers, node));
    }
    return await openTransfers(context, tx, await noteLocated(tx, answers, { node, askAt }));
  });
  for (const { outcome } of answers) events.heldLocated(outcome);
  events.transfersOpened(opened.length);
}
