import { setTimeout as delay } from 'node:timers/promises';
import { CompactRange } from '@necips/tlog';
import { PatrolRound } from './patrol-round.ts';
import type { PatrolContext } from './patrolled-log.ts';
import { findPatrolPosition, type PatrolPosition, savePatrolPosition } from './position.ts';

const FAILED_PAUSE_MS = 1_000;
const IDLE_PAUSE_MS = 500;

/** How fast a patrol goes. */
export interface PatrolPace {
  /** 0 is as fast as it can. */
  leavesPerSecond: number;
  /** Between the end of a round and the beginning of the next. */
  roundPauseMs: number;
}

/** A patrol that goes on until it is disposed. */
export interface Patrol extends AsyncDisposable {
  readonly pace: PatrolPace;
  /** Begins a round at the first leaf, at once, at another pace if one is given. Resolves with its number. */
  startRound(leavesPerSecond?: number): Promise<number>;
}

/**
 * Walks a log round after round, at its pace, from where it stood when the process ended. Whatever fails, it goes on.
 */
export function keepPatrolling(context: PatrolContext, pace: PatrolPace): Patrol {
  const closing = new AbortController();
  let asked: { leavesPerSecond: number; begun: (round: number) => void }[] = [];
  let wake = new AbortController();
  const wait = (ms: number) =>
    delay(ms, undefined, { signal: AbortSignal.any([closing.signal, wake.signal]) }).catch(() => {});

  const run = async () => {
    const { sql, log, events } = context;
    let stored: PatrolPosition | undefined;
    let isFresh = false;
    while (!closing.signal.aborted) {
      try {
        stored ??= (await findPatrolPosition(sql, log.node)) ?? EMPTY;
        const fresh = asked;
        asked = [];
        wake = new AbortController();
        const leavesPerSecond = fresh.at(-1)?.leavesPerSecond ?? pace.leavesPerSecond;
        const round: PatrolRound =
          fresh.length > 0 || isFresh
            ? new PatrolRound(context, stored.generation)
            : await PatrolRound.resume(context, stored);
        if (fresh.length > 0 && stored.roundBeganAt) stored = { ...stored, round: stored.round + 1 };
        const isResumed = round.nextIndex > 0 && stored.roundBeganAt !== null;
        stored = { ...stored, roundBeganAt: isResumed ? stored.roundBeganAt : new Date() };
        const { round: number } = stored;
        for (const { begun } of fresh) begun(number);
        const began = performance.now();
        let differences = 0;
        let leaves = 0;
        for (let isAtEnd = false; !isAtEnd && asked.length === 0; ) {
          closing.signal.throwIfAborted();
          const startedAt = performance.now();
          const step = await round.step(closing.signal);
          isAtEnd = step.isAtEnd;
          leaves += step.leaves;
          differences += step.differences;
          events.leavesPatrolled(log.node, step.leaves);
          stored = advanced(stored, round, step);
          await savePatrolPosition(sql, log.node, stored);
          const dueMs = leavesPerSecond > 0 ? (step.leaves / leavesPerSecond) * 1_000 : 0;
          if (step.isIdle) await wait(IDLE_PAUSE_MS);
          await wait(Math.max(0, dueMs - (performance.now() - startedAt)));
        }
        if (asked.length > 0) continue;
        const found = await round.end(closing.signal);
        differences += found;
        const durationMs = Math.round(performance.now() - began);
        stored = ended(stored, found, durationMs);
        await savePatrolPosition(sql, log.node, stored);
        events.roundEnded(log.node, { round: number, leaves, differences, durationMs });
        isFresh = true;
        if (asked.length === 0) await wait(pace.roundPauseMs);
      } catch (error) {
        if (closing.signal.aborted) return;
        events.patrolFailed(log.node, error);
        // What is stored is the truth again; where a request was lost with the round, its maker asks anew.
        stored = undefined;
        isFresh = false;
        await wait(FAILED_PAUSE_MS);
      }
    }
  };
  const running = run();
  return {
    pace,
    startRound(leavesPerSecond = pace.leavesPerSecond) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      closing.signal.addEventListener('abort', () => reject(closing.signal.reason), { once: true });
      asked.push({ leavesPerSecond, begun: resolve });
      wake.abort();
      return promise;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}

function advanced(
  stored: PatrolPosition,
  round: PatrolRound,
  step: { leaves: number; differences: number },
): PatrolPosition {
  return {
    ...stored,
    generation: round.generation,
    nextIndex: round.nextIndex,
    compactRange: round.compactRange,
    leavesTotal: stored.leavesTotal + step.leaves,
    differencesTotal: stored.differencesTotal + step.differences,
  };
}

function ended(stored: PatrolPosition, found: number, durationMs: number): PatrolPosition {
  return {
    ...stored,
    nextIndex: 0,
    compactRange: new CompactRange().toBytes(),
    round: stored.round + 1,
    roundBeganAt: null,
    lastRoundEndedAt: new Date(),
    lastRoundMs: durationMs,
    differencesTotal: stored.differencesTotal + found,
  };
}

const EMPTY: PatrolPosition = {
  generation: 1,
  nextIndex: 0,
  compactRange: new CompactRange().toBytes(),
  round: 1,
  roundBeganAt: null,
  lastRoundEndedAt: null,
  lastRoundMs: null,
  leavesTotal: 0,
  differencesTotal: 0,
};
