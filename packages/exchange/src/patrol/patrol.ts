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
  return new Rounds(context, pace);
}

class Rounds implements Patrol {
  readonly pace: PatrolPace;
  readonly #context: PatrolContext;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #asked: AskedRound[] = [];
  #wake = new AbortController();
  /** Undefined until it is read, and again after a failure: what is stored is the truth then. */
  #position: PatrolPosition | undefined;
  /** Whether the round before has ended here, so that the next begins at the first leaf. */
  #isFresh = false;

  constructor(context: PatrolContext, pace: PatrolPace) {
    this.#context = context;
    this.pace = pace;
    this.#running = this.#run();
  }

  startRound(leavesPerSecond = this.pace.leavesPerSecond): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const { signal } = this.#closing;
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    this.#asked.push({ leavesPerSecond, begun: resolve });
    this.#wake.abort();
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, events } = this.#context;
    while (!this.#closing.signal.aborted) {
      try {
        const walk = await this.#begin();
        if (await this.#walk(walk)) await this.#end(walk);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        events.patrolFailed(log.node, error);
        // Where a request was lost with the round, its maker asks anew.
        this.#position = undefined;
        this.#isFresh = false;
        await this.#wait(FAILED_PAUSE_MS);
      }
    }
  }

  /** Goes on with the round that was under way, or begins one at the first leaf. */
  async #begin(): Promise<Walk> {
    const { sql, log } = this.#context;
    const position = (this.#position ?? (await findPatrolPosition(sql, log.node))) || EMPTY;
    const asked = this.#asked;
    this.#asked = [];
    this.#wake = new AbortController();
    const isNew = asked.length > 0 || this.#isFresh;
    const round = isNew
      ? new PatrolRound(this.#context, position.generation)
      : await PatrolRound.resume(this.#context, position);
    const number = asked.length > 0 && position.roundBeganAt ? position.round + 1 : position.round;
    const isResumed = round.nextIndex > 0 && position.roundBeganAt !== null;
    const roundBeganAt = isResumed ? position.roundBeganAt : new Date();
    this.#position = { ...position, round: number, roundBeganAt };
    for (const { begun } of asked) begun(number);
    const leavesPerSecond = asked.at(-1)?.leavesPerSecond ?? this.pace.leavesPerSecond;
    return { round, leavesPerSecond, startedAt: performance.now(), leaves: 0, differences: 0 };
  }

  /** Looks at block after block; false where somebody has asked for another round meanwhile. */
  async #walk(walk: Walk): Promise<boolean> {
    const { log, events } = this.#context;
    const { round, leavesPerSecond } = walk;
    for (let isAtEnd = false; !isAtEnd; ) {
      if (this.#asked.length > 0) return false;
      this.#closing.signal.throwIfAborted();
      const startedAt = performance.now();
      const step = await round.step(this.#closing.signal);
      isAtEnd = step.isAtEnd;
      walk.leaves += step.leaves;
      walk.differences += step.differences;
      events.leavesPatrolled(log.node, step.leaves);
      await this.#save((position) => advanced(position, round, step));
      const dueMs = leavesPerSecond > 0 ? (step.leaves / leavesPerSecond) * 1_000 : 0;
      if (step.isIdle) await this.#wait(IDLE_PAUSE_MS);
      await this.#wait(Math.max(0, dueMs - (performance.now() - startedAt)));
    }
    return this.#asked.length === 0;
  }

  async #end({ round, startedAt, leaves, differences }: Walk): Promise<void> {
    const { log, events } = this.#context;
    const found = await round.end(this.#closing.signal);
    const durationMs = Math.round(performance.now() - startedAt);
    const { round: ended } = await this.#save((position) => roundEnded(position, found, durationMs));
    events.roundEnded(log.node, { round: ended - 1, leaves, differences: differences + found, durationMs });
    this.#isFresh = true;
    if (this.#asked.length === 0) await this.#wait(this.pace.roundPauseMs);
  }

  async #save(change: (position: PatrolPosition) => PatrolPosition): Promise<PatrolPosition> {
    const { sql, log } = this.#context;
    const position = change(this.#position ?? EMPTY);
    this.#position = position;
    await savePatrolPosition(sql, log.node, position);
    return position;
  }

  /** Waits, unless somebody asks for a round, or the patrol ends. */
  async #wait(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, this.#wake.signal]);
    await delay(ms, undefined, { signal }).catch(() => {});
  }
}

/** A round that somebody has asked for. */
interface AskedRound {
  leavesPerSecond: number;
  begun: (round: number) => void;
}

/** A round under way. */
interface Walk {
  round: PatrolRound;
  leavesPerSecond: number;
  startedAt: number;
  leaves: number;
  differences: number;
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

function roundEnded(stored: PatrolPosition, found: number, durationMs: number): PatrolPosition {
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
