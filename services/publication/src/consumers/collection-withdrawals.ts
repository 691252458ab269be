import type { FeedService } from '@necips/proto';
import { type GrpcClient, isServiceError, readCursor } from '@necips/runtime';
import { publishWithdrawals } from '../commands/publish-withdrawals.ts';
import type { Context } from '../context.ts';
import { commitVersions, WITHDRAWAL_FEED } from '../domain/record-version.ts';
import { type Kept, keepRunning } from '../keep-running.ts';
import { fromFollowResponse } from '../messages.ts';
import type { Sequencer } from '../sequencer.ts';

/** Withdrawals in one batch; whoever waits for the sequencer waits for one batch at most. */
const BATCH_MAX = 500;

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'> & {
  sequencer: Sequencer;
  feed: GrpcClient<typeof FeedService>;
};

/**
 * Follows collection's lawful withdrawals apart from its feed, so that they wait for no backlog, and tells collection what is
 * no longer shown. Acting on one twice changes nothing, so that another life of the feed is simply followed from its beginning.
 */
export function followWithdrawals(context: Needs): Kept {
  const { sql, events } = context;
  return keepRunning('follow withdrawals', events, async (signal, getsOn) => {
    const cursor = await readCursor(sql, WITHDRAWAL_FEED);
    try {
      const outcome = await follow(context, cursor, { signal, getsOn });
      if (outcome === 'another_life') await follow(context, { incarnation: '', sequence: 0 }, { signal, getsOn });
    } catch (error) {
      // A stream ends with its token, as it should; the next one begins with a new token.
      if (isServiceError(error, 'unauthenticated') && error.reason === 'token_expired') return;
      throw error;
    }
  });
}

/** Runs until the stream ends, or turns out to be of another life of the feed than what was acted on. */
async function follow(
  context: Needs,
  from: { incarnation: string; sequence: number },
  { signal, getsOn }: { signal: AbortSignal; getsOn: () => void },
): Promise<'ended' | 'another_life'> {
  let acknowledged = false;
  for await (const message of context.feed.stream('followWithdrawals', { afterSequence: from.sequence }, { signal })) {
    getsOn();
    const { incarnation, versions } = fromFollowResponse(message);
    if (from.sequence > 0 && from.incarnation !== incarnation) return 'another_life';
    // What was acted on may not have been acknowledged before the last stream broke.
    if (from.sequence > 0 && !acknowledged) await acknowledge(context, { incarnation, sequence: from.sequence });
    acknowledged = true;
    for (let start = 0; start < versions.length; start += BATCH_MAX) {
      const batch = commitVersions(versions.slice(start, start + BATCH_MAX), context.node);
      await context.sequencer.run((log) => publishWithdrawals(context, log, { incarnation, versions: batch }));
      await acknowledge(context, { incarnation, sequence: batch.at(-1)?.sequence ?? from.sequence });
      context.events.withdrawalsPublished(batch.length, context.now() - (batch[0]?.collectedAtMs ?? context.now()));
    }
  }
  return 'ended';
}

async function acknowledge({ feed }: Needs, done: { incarnation: string; sequence: number }): Promise<void> {
  await feed.unary('acknowledgeWithdrawals', done);
}
