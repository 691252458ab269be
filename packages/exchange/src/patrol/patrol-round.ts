import { CompactRange, equalBytes, type FullTile, LogError, leafHash, TileWriter } from '@necips/tlog';
import { readLogBatches } from '../copy/log-batches.ts';
import { closeHealed, openDifferenceLeaves } from './differences/difference-store.ts';
import { mendLeaves, mendUndecided } from './leaves/mend-leaves.ts';
import { UndecidedLeaves } from './leaves/undecided-leaves.ts';
import { examineState, mendState, opened, type SignedTruth } from './log/examine-state.ts';
import { deleteExtraBatches, mendLog } from './log/mend-log.ts';
import { mendTiles } from './log/tiles.ts';
import { lookAtBlock, type SeenBlock } from './patrol-block.ts';
import type { PatrolContext } from './patrolled-log.ts';
import { mendSubjects } from './subjects/mend-subjects.ts';
import { sweepHidden } from './sweeps/hidden-records.ts';
import { StaleRecords } from './sweeps/stale-records.ts';
import { sweepMisplaced } from './sweeps/sweep-misplaced.ts';
import { sweepSubjects } from './sweeps/sweep-subjects.ts';

/** Places of the log whose undecided leaves are put right at once. */
const UNDECIDED_SPAN = 1_000;

/** What one step of a round did. */
export interface PatrolStep {
  leaves: number;
  differences: number;
  /** Nothing more of the log is to be looked at in this round. */
  isAtEnd: boolean;
  /** Nothing could be looked at; it is worth a pause. */
  isIdle?: boolean;
}

/**
 * One walk through a log from its first leaf to its end, block by block, and at the end through what no leaf leads to. What cannot be
 * mended stays open; a place where the log itself cannot be mended ends the walk there, and the next round begins anew.
 */
export class PatrolRound {
  readonly #context: PatrolContext;
  readonly #stale: StaleRecords;
  #generation: number;
  #range: CompactRange;
  /** What the rest of the log decides. */
  #undecided = new UndecidedLeaves();
  /** The tree with its tiles, where tiles are stored. */
  #tiles: TileWriter | undefined;

  /** Begins at the first leaf. */
  constructor(context: PatrolContext, generation = 1) {
    this.#context = context;
    this.#generation = generation;
    this.#stale = new StaleRecords(context);
    this.#range = new CompactRange();
    this.#tiles = context.log.tiles && new TileWriter();
  }

  /** Goes on where another process left off, if the tree that it left is the signed one; else begins at the first leaf. */
  static async resume(
    context: PatrolContext,
    at: { generation: number; compactRange: Uint8Array },
  ): Promise<PatrolRound> {
    const { generation } = at;
    const round = new PatrolRound(context, generation);
    const range = readRange(at.compactRange);
    if (!range || range.size === 0) return round;
    // Before it is ready a log may not know its own keys.
    if (context.log.isReady && !(await context.log.isReady())) return round;
    const query = { node: context.log.node, generation, fromIndex: range.size - 1, limit: 1 };
    const [before] = await readLogBatches(context.sql, query);
    const signed = before && opened(context.log, before.checkpoint);
    if (signed?.size !== range.size || !equalBytes(signed.root, range.root())) return round;
    const { node, tiles: table } = context.log;
    const tiles = table && (await openTiles(table.open(context.sql, { node, generation }, range.size)));
    // Tiles that are not full yet are made from what is stored, which must lead to the same root.
    if (table && !(tiles && equalBytes(tiles.root(), signed.root))) return round;
    round.#range = range;
    round.#tiles = tiles;
    return round;
  }

  get generation(): number {
    return this.#generation;
  }

  /** The next leaf to be looked at. */
  get nextIndex(): number {
    return this.#range.size;
  }

  get compactRange(): Uint8Array {
    return this.#range.toBytes();
  }

  /** Looks at the next block, and puts right what is wrong there. */
  async step(signal: AbortSignal): Promise<PatrolStep> {
    const context = this.#context;
    if (context.log.isReady && !(await context.log.isReady())) {
      await mendState(context);
      return { leaves: 0, differences: 0, isAtEnd: false, isIdle: true };
    }
    const hidden = await this.#attempt(sweepHidden(context, this.#position, signal), 0, signal);
    const seen = await lookAtBlock(context, this.#range);
    let differences = hidden;
    if (!seen.isStateRight) differences += (await mendState(context)) ? 1 : 0;
    if (seen.truth.generation !== this.#generation) {
      this.#begin(seen.truth.generation);
      return { leaves: 0, differences, isAtEnd: false };
    }
    differences += await this.#mendBlock(seen, signal);
    this.#advance(seen);
    differences += await this.#mendTiles();
    if (this.#stale.isFull) differences += await this.#stale.sweep(this.#position);
    if (seen.walked.isBroken) {
      const mended = await this.#mendLog(seen.truth, signal);
      return { leaves: seen.leaves.length, differences: differences + mended, isAtEnd: mended === 0 };
    }
    return { leaves: seen.leaves.length, differences, isAtEnd: this.#range.size >= seen.truth.size };
  }

  /**
   * What no leaf alone leads to: leaves that the rest of the log decides, rows at no leaf, stale records, subjects, the state. Returns
   * how many differences were found.
   */
  async end(signal: AbortSignal): Promise<number> {
    const context = this.#context;
    let found = await this.#mendUndecided(signal);
    found += await this.#attempt(this.#stale.sweep(this.#position), 0, signal);
    found += await this.#attempt(sweepMisplaced(context, this.#position), 0, signal);
    found += await this.#attempt(sweepSubjects(context, this.#position), 0, signal);
    const state = await examineState(context.sql, context.log);
    if (!(state.isRight && state.isTimeRight) && (await mendState(context))) found += 1;
    const size = this.#range.size;
    if (context.log.tiles && size === state.truth.size)
      found += await mendTiles(context, this.#position, { beyond: size });
    found += (await context.log.besides?.(state.truth)) ?? 0;
    return found;
  }

  get #position() {
    return { node: this.#context.log.node, generation: this.#generation };
  }

  #begin(generation: number): void {
    this.#generation = generation;
    this.#range = new CompactRange();
    this.#undecided = new UndecidedLeaves();
    this.#tiles = this.#context.log.tiles && new TileWriter();
  }

  #advance({ span, leaves, walked }: SeenBlock): void {
    for (const [i, leaf] of leaves.entries()) {
      this.#stale.add(span.from + i, leaf);
      this.#undecided.see(span.from + i, leaf);
    }
    this.#tiles?.appendMany(leaves.map(leafHash));
    this.#range = walked.range;
  }

  async #mendBlock(seen: SeenBlock, signal: AbortSignal): Promise<number> {
    const context = this.#context;
    const { span, suspects, registrations, extraBatches } = seen;
    await deleteExtraBatches(context, this.#position, extraBatches);
    let found = extraBatches.length;
    let open: number[] = [];
    if (suspects.length > 0) {
      const all = suspects.map(({ at }) => at.leafIndex);
      const mending = mendLeaves(context, this.#position, span, suspects, signal);
      const result = await this.#attempt(mending, { found: 0, open: all, undecided: [] }, signal);
      for (const { leafIndex, bytes, superseded } of result.undecided) {
        this.#undecided.add(leafIndex, bytes, superseded?.successorIndex);
      }
      found += result.found;
      open = result.open;
    }
    if (registrations.length > 0) {
      found += await this.#attempt(mendSubjects(context, this.#position, registrations), 0, signal);
    }
    await this.#closeHealed(seen, open);
    return found;
  }

  /** Only where the walk came to the signed end: what is behind a place where the log is broken is not known. */
  async #mendUndecided(signal: AbortSignal): Promise<number> {
    const { sql, log } = this.#context;
    if (this.#range.size !== (await examineState(sql, log)).truth.size) return 0;
    let found = 0;
    for (const leaves of this.#undecided.take(UNDECIDED_SPAN)) {
      found += await this.#attempt(mendUndecided(this.#context, this.#position, leaves, signal), 0, signal);
    }
    return found;
  }

  /** What was open here and is right now was put right by something else: an arrival, a withdrawal, or by hand. */
  async #closeHealed({ span }: SeenBlock, except: readonly number[]): Promise<void> {
    const open = await openDifferenceLeaves(this.#context.sql, this.#position);
    const isHere = open.some((index) => index !== null && index >= span.from && index < span.to);
    if (isHere) await closeHealed(this.#context.sql, this.#position, { ...span, except });
  }

  async #mendTiles(): Promise<number> {
    const full: FullTile[] = this.#tiles?.takeFullTiles() ?? [];
    return full.length > 0 ? mendTiles(this.#context, this.#position, { full }) : 0;
  }

  async #mendLog(truth: SignedTruth, signal: AbortSignal): Promise<number> {
    const mending = mendLog(this.#context, truth, this.#range, signal).then(({ found }) => found);
    return this.#attempt(mending, 0, signal);
  }

  /** What fails to be mended holds nothing else up: it stays open, and is tried again in the next round. */
  async #attempt<T>(mending: Promise<T>, otherwise: T, signal: AbortSignal): Promise<T> {
    return mending.catch((error: unknown) => {
      if (signal.aborted) throw error;
      this.#context.events.mendingFailed(this.#context.log.node, error);
      return otherwise;
    });
  }
}

function readRange(bytes: Uint8Array): CompactRange | undefined {
  try {
    return CompactRange.fromBytes(bytes);
  } catch (error) {
    if (error instanceof LogError) return undefined;
    throw error;
  }
}

async function openTiles(opening: Promise<TileWriter>): Promise<TileWriter | undefined> {
  return opening.catch((error: unknown) => {
    if (error instanceof LogError) return undefined;
    throw error;
  });
}
