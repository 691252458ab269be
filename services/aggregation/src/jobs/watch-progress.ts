import { setTimeout as delay } from 'node:timers/promises';
import { noteStall } from '../commands/status/note-stall.ts';
import type { Context } from '../context.ts';
import { findStall, type Stall } from '../domain/stall.ts';
import type { FollowedProvince } from '../follow-province.ts';
import { findProgress } from '../queries/find-progress.ts';

/** Looks in the time after which a province counts as stalled. */
const LOOKS = 4;
/** Following a province anew is repeated after pauses that double up to this many times the first. */
const PAUSES_MAX = 16;

type Needs = Pick<Context, 'sql' | 'reading' | 'events' | 'pace' | 'now'>;

/** What is watched. */
interface Watched {
  followed(): Pick<FollowedProvince, 'province' | 'consumer'>[];
  restart(node: string): void;
}

/**
 * Watches that every province moves: one of which something waits while nothing is applied is said to be stalled, and followed
 * anew with new connections, again after growing pauses for as long as it is. Runs until disposed.
 */
export function watchProgress(context: Needs, federation: Watched): AsyncDisposable {
  const closing = new AbortController();
  const watches = new Map<string, Watch>();
  const run = async () => {
    while (!closing.signal.aborted) {
      await delay(context.pace.stallAfterMs / LOOKS, undefined, { signal: closing.signal }).catch(() => {});
      if (closing.signal.aborted) return;
      await Promise.all(federation.followed().map((followed) => look(context, federation, watches, followed)));
    }
  };
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

async function look(
  context: Needs,
  federation: Watched,
  watches: Map<string, Watch>,
  { province, consumer }: Pick<FollowedProvince, 'province' | 'consumer'>,
): Promise<void> {
  const node = province.node.code;
  try {
    const { stallAfterMs } = context.pace;
    const facts = { ...(await findProgress(context, node)), ...seenOf(consumer) };
    const stall = findStall(facts, { nowMs: context.now(), stallAfterMs });
    const watch = watches.get(node);
    // The first look says how things are, whatever an earlier process has said.
    if (stall || watch?.stall || !watch) await noteStall(context, node, stall);
    if (!stall && watch?.stall) context.events.nodeMovesAgain(node);
    watches.set(node, stall ? restartWhenDue(context, federation, node, stall, watch) : { restarts: 0, dueAt: 0 });
  } catch (error) {
    context.events.progressNotWatched(node, error);
  }
}

function restartWhenDue(
  { events, pace }: Pick<Context, 'events' | 'pace'>,
  federation: Watched,
  node: string,
  stall: Stall,
  { restarts, dueAt }: Watch = { restarts: 0, dueAt: 0 },
): Watch {
  if (performance.now() < dueAt) return { stall, restarts, dueAt };
  events.nodeStalled(node, stall);
  federation.restart(node);
  return {
    stall,
    restarts: restarts + 1,
    dueAt: performance.now() + pace.stallAfterMs * Math.min(PAUSES_MAX, 2 ** restarts),
  };
}

function seenOf({ connected, silentForMs, busyForMs }: FollowedProvince['consumer']) {
  return { isConnected: connected, silentForMs, busyForMs };
}

/** What this process has seen of a province's stall, and when it may be followed anew again, on the monotonic clock. */
interface Watch {
  stall?: Stall;
  restarts: number;
  dueAt: number;
}
