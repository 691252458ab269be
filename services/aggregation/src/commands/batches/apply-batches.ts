import {
  BatchRefused,
  countCurrentLeaves,
  cutBefore,
  endIndexOf,
  type LogTail,
  type PublishedBatch,
  readLeaves,
  type VerifiedBatch,
  verifyBatch,
} from '@necips/exchange';
import { equalBytes } from '@necips/tlog';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { commitBatches } from './commit-batches.ts';
import { requireSuperseded } from './require-superseded.ts';

/**
 * Verifies and applies batches in the order in which they come, from Kafka or from a repair read: there is no other way into
 * the public copy. Several are applied in one transaction, and the next are verified while PostgreSQL works. Leaves that are
 * applied already are compared and passed over; what does not begin where the log stands is a gap and left to repair.
 *
 * Nothing is applied of a province that is stopped. Throws TailMoved where another process has moved the log on, and whatever PostgreSQL throws; what was committed before
 * stays committed, and giving the same batches again is harmless.
 */
export async function applyBatches<B extends Received>(
  context: Pick<Context, 'sql' | 'events' | 'limits' | 'now'>,
  province: Province,
  batches: Iterable<B> | AsyncIterable<B>,
  { stopAtFault }: { stopAtFault: boolean },
): Promise<Applied<B>> {
  const { tail, isStopped } = await province.state();
  const run = new Run<B>(context, province, tail);
  if (isStopped) return run.end();
  for await (const received of batches) {
    await run.take(received);
    if (stopAtFault && run.hasFault) break;
  }
  return run.end();
}

/** A batch and, for the caller, where it came from. */
export interface Received {
  batch: PublishedBatch;
}

export interface Applied<B> {
  /** Where the log stands now. */
  tail: LogTail;
  appliedLeaves: number;
  duplicateLeaves: number;
  refused: { received: B; refusal: BatchRefused }[];
  /** Batches that could not be placed because leaves before them are missing. */
  beyondGap: B[];
}

class Run<B extends Received> {
  readonly #context: Pick<Context, 'sql' | 'events' | 'limits' | 'now'>;
  readonly #province: Province;
  readonly #result: Applied<B>;
  /** What holds once everything verified so far is committed. */
  #tail: LogTail;
  #committed: LogTail;
  #pending: { received: B; verified: VerifiedBatch }[] = [];
  #pendingLeaves = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(context: Pick<Context, 'sql' | 'events' | 'limits' | 'now'>, province: Province, tail: LogTail) {
    this.#context = context;
    this.#province = province;
    this.#tail = tail;
    this.#committed = tail;
    this.#result = { tail, appliedLeaves: 0, duplicateLeaves: 0, refused: [], beyondGap: [] };
  }

  get hasFault(): boolean {
    return this.#result.refused.length > 0 || this.#result.beyondGap.length > 0;
  }

  async take(received: B): Promise<void> {
    try {
      // What it says is counted in what is stored, and it is the first of its transaction.
      if (isClosing(received.batch)) await this.#settle();
      const batch = await this.#place(received.batch);
      if (!batch) return;
      if (batch === 'gap') {
        this.#result.beyondGap.push(received);
        return;
      }
      const verified = await verifyBatch(this.#province.node.code, this.#tail, batch);
      verified.superseded = await requireSuperseded(this.#province, this.#tail, verified);
      await this.#requireCarriedOver(verified);
      this.#pending.push({ received, verified });
      this.#pendingLeaves += verified.leafCount;
      this.#tail = verified.tail;
    } catch (refusal) {
      if (!(refusal instanceof BatchRefused)) throw refusal;
      this.#result.refused.push({ received, refusal });
      return;
    }
    if (this.#pendingLeaves >= this.#context.limits.transactionLeavesMax) await this.#flush();
  }

  async end(): Promise<Applied<B>> {
    await this.#settle();
    return { ...this.#result, tail: this.#committed };
  }

  /** What of the batch is still to be verified: all, the end of it, nothing, or not yet because of a gap. */
  async #place(batch: PublishedBatch): Promise<PublishedBatch | 'gap' | undefined> {
    const node = this.#province.node.code;
    if (batch.node !== node) throw new BatchRefused('other_node', `node ${batch.node} in the topic of ${node}`);
    // What an older log still said has ended.
    if (batch.generation < this.#tail.generation) return undefined;
    if (batch.generation !== this.#tail.generation || batch.leaves.length === 0) return batch;
    if (batch.firstIndex >= this.#tail.size) return batch.firstIndex === this.#tail.size ? batch : 'gap';
    await this.#settle();
    const { size } = this.#tail;
    if (batch.firstIndex > size) return 'gap';
    const end = Math.min(endIndexOf(batch), size);
    await this.#compareWithApplied(batch, end);
    this.#result.duplicateLeaves += end - batch.firstIndex;
    return end === endIndexOf(batch) ? undefined : cutBefore(batch, end);
  }

  /** That all records are carried over must be so as the log itself has it, for that is what anybody can count. */
  async #requireCarriedOver({ step }: VerifiedBatch): Promise<void> {
    if (!step || step.isOpening) return;
    const log = { node: this.#province.node.code, generation: this.#tail.generation };
    const current = await countCurrentLeaves(this.#context.sql, log, step.leafIndex);
    if (current === step.records) return;
    throw new BatchRefused('generation_differs', `${current} leaves are current, not ${step.records}`);
  }

  async #compareWithApplied(batch: PublishedBatch, end: number): Promise<void> {
    const { generation, firstIndex, node } = batch;
    const stored = await readLeaves(this.#context.sql, { node, generation, from: firstIndex, to: end });
    const differs = stored.findIndex((leaf, i) => !equalBytes(leaf, batch.leaves[i]?.leaf ?? NOTHING));
    if (differs >= 0) throw new BatchRefused('differs_from_applied', `leaf ${firstIndex + differs}`);
  }

  /** Starts committing what is verified, once what is being committed is done. */
  async #flush(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingLeaves = 0;
    await this.#writing;
    if (pending.length === 0) return;
    this.#writing = this.#write(pending);
    // It is awaited before the next one; until then its failure must not count as unhandled.
    this.#writing.catch(() => {});
  }

  async #settle(): Promise<void> {
    await this.#flush();
    await this.#writing;
    this.#tail = this.#committed;
  }

  async #write(pending: { received: B; verified: VerifiedBatch }[]): Promise<void> {
    // A batch refused in the commit before leaves those verified after it without ground.
    if (pending[0]?.verified.firstIndex !== this.#committed.size) {
      this.#result.beyondGap.push(...pending.map(({ received }) => received));
      return;
    }
    const base = this.#committed;
    const startedAt = performance.now();
    const { tail, changes, refused } = await commitBatches(
      this.#context,
      this.#province.node.code,
      base,
      pending.map(({ verified }) => verified),
    );
    this.#committed = tail;
    if (tail.size > base.size) {
      this.#result.appliedLeaves += tail.size - base.size;
      this.#province.advanced(tail);
      for (const { verified } of pending) {
        if (verified.step) {
          this.#context.events.generationStepped(this.#province.node.code, {
            ...verified.step,
            generation: tail.generation,
          });
        }
      }
      this.#context.events.batchesApplied(this.#province, {
        base,
        tail,
        changes,
        durationMs: performance.now() - startedAt,
      });
    }
    if (!refused) return;
    const at = pending.findIndex(({ verified }) => verified === refused.batch);
    for (const [i, { received }] of pending.entries()) {
      if (i === at) this.#result.refused.push({ received, refusal: refused.refusal });
      if (i > at) this.#result.beyondGap.push(received);
    }
  }
}

const NOTHING = new Uint8Array(0);
const GENERATION = 4;

/** Alone in its batch, a leaf of operation 4 after the first says that all is carried over. */
function isClosing({ firstIndex, leaves }: PublishedBatch): boolean {
  return firstIndex > 0 && leaves.length === 1 && leaves[0]?.leaf[1] === GENERATION;
}
