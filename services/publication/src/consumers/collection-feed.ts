import type { FeedService } from '@necips/proto';
import { type GrpcClient, isServiceError } from '@necips/runtime';
import { noteDivergedFeed } from '../commands/note-diverged-feed.ts';
import { publishVersions } from '../commands/publish-versions.ts';
import type { Context } from '../context.ts';
import { commitVersions } from '../domain/record-version.ts';
import { keepRunning } from '../keep-running.ts';
import { fromFollowResponse } from '../messages.ts';
import type { Sequencer } from '../sequencer.ts';
import { Intake, type IntakeLimits } from './intake.ts';
import { reconcileFeed } from './reconcile-feed.ts';

/** Entries asked for in one message of the feed. */
const ENTRIES_MAX = 250;

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now' | 'feedHead'> & {
  sequencer: Sequencer;
  feed: GrpcClient<typeof FeedService>;
  limits: IntakeLimits;
};

/**
 * Follows collection's feed from the stored cursor and publishes what it brings. Whatever goes wrong, it starts from there
 * again, with what is committed as the only truth.
 */
export function followCollection(context: Needs): FeedFollower {
  let feedFault: string | undefined = '尚未连接采集服务 (not connected to collection yet)';
  let entriesMax = ENTRIES_MAX;
  const kept = keepRunning('follow collection', context.events, async (signal, getsOn) => {
    const connected = () => {
      feedFault = undefined;
      getsOn();
    };
    try {
      await publishFeed(context, { entriesMax, signal, connected });
    } catch (error) {
      feedFault = error instanceof Error ? error.message : String(error);
      // Messages are bounded by entries, not by bytes: where the rows are long, fewer fit into one.
      if (isServiceError(error, 'precondition') && error.reason === 'feed_diverged') return noteDivergedFeed(context);
      if (isServiceError(error, 'too_large')) entriesMax = Math.max(1, Math.floor(entriesMax / 2));
      // A stream ends with its token, as it should; the next one begins with a new token.
      if (!isServiceError(error, 'unauthenticated') || error.reason !== 'token_expired') throw error;
    }
  });
  return {
    requireSigning() {
      const { fault } = context.sequencer;
      if (fault !== undefined) throw new Error(fault);
    },
    requireConnected() {
      if (feedFault !== undefined) throw new Error(feedFault);
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  };
}

interface Following {
  entriesMax: number;
  signal: AbortSignal;
  /** Called whenever the feed brings something, be it a heartbeat. */
  connected: () => void;
}

/** Reads and publishes side by side: the next batch is decoded and hashed while PostgreSQL works on the one before. */
async function publishFeed(context: Needs, { entriesMax, signal, connected }: Following): Promise<void> {
  const { sequencer } = context;
  const log = await sequencer.run(async (opened) => opened);
  const cursor = await reconcileFeed(context, log, signal);
  context.feedHead.reached(cursor);
  const ending = new AbortController();
  const ends = AbortSignal.any([signal, ending.signal]);
  const intake = new Intake(context.limits, ends);
  let { incarnation, sequence } = cursor;

  const read = async () => {
    const request = { cursor, batchEntriesMax: entriesMax };
    for await (const message of context.feed.stream('follow', request, { signal: ends })) {
      connected();
      const batch = fromFollowResponse(message);
      incarnation = batch.incarnation;
      if (batch.feedSequence !== undefined) context.feedHead.heard(batch.feedSequence);
      const versions = batch.versions.filter((version) => version.sequence > sequence);
      sequence = versions.at(-1)?.sequence ?? sequence;
      if (versions.length > 0) await intake.put(commitVersions(versions, context.node));
    }
  };
  const publish = async () => {
    while (!ends.aborted) {
      const versions = await intake.take();
      await sequencer.continue(log, () => publishVersions(context, log, { incarnation, versions }));
      const last = versions.at(-1);
      if (last) context.feedHead.reached({ incarnation, sequence: last.sequence });
    }
  };

  // Whichever ends first ends the other; both are waited for, because a batch may be half way through its transaction.
  const tasks = [read(), publish()];
  const first = await Promise.race(tasks).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  ending.abort();
  await Promise.allSettled(tasks);
  if (first && !signal.aborted) throw first.error;
}

export interface FeedFollower extends AsyncDisposable {
  /** Throws, in words, while nothing can be signed. */
  requireSigning(): void;
  /** Throws, in words, while collection's feed cannot be followed. */
  requireConnected(): void;
}
