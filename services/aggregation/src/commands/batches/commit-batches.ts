import {
  appendLogBatch,
  applyChanges,
  BatchRefused,
  closeGeneration,
  currentRecords,
  deleteHidden,
  findHidden,
  findRecordsConcerned,
  insertLogKeys,
  insertSuperseded,
  insertTombstones,
  isSameTail,
  type LeafChange,
  type LogPosition,
  type LogTail,
  type RecordState,
  Succession,
  updateGenerationRecords,
  type VerifiedBatch,
} from '@necips/exchange';
import { appendAudit, inOneGo, isServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { withoutHidden } from '../../domain/without-hidden.ts';
import { notifyEnrolment, updateNodeKey } from '../../store/node.ts';
import { lockNodeState, updateNodeState } from '../../store/node-state.ts';
import { eraseFromQuarantine } from '../../store/quarantine.ts';

/**
 * Applies verified batches that follow one another from `base` in ONE transaction: leaves, records, subjects and the log's
 * state. Under the lock of that state, so that of two processes one applies a leaf. Where a batch contradicts the records that
 * it meets, those before it are applied and it is refused. Throws TailMoved where the log no longer stands at `base`.
 */
export async function commitBatches(
  context: Pick<Context, 'sql' | 'now'>,
  node: string,
  base: LogTail,
  batches: readonly VerifiedBatch[],
): Promise<Committed> {
  try {
    // postgres.js unwraps arrays only; the object passes through as it is.
    return (await context.sql.begin((tx) => commit(tx, context, node, base, batches))) as Committed;
  } catch (error) {
    if (!isFaultOfContent(error)) throw error;
    const [only] = batches;
    if (batches.length === 1 && only) return { tail: base, changes: [], refused: refusedBy(error, only) };
    return commitOneByOne(context, node, base, batches);
  }
}

/** The log does not stand where this process thought: another one has moved it on, or the province was stopped. */
export class TailMoved extends Error {
  override readonly name = 'TailMoved';
}

/** What was applied, and the batch that was not, if any; those after it were not looked at. */
export interface Committed {
  /** Where the log stands now. */
  tail: LogTail;
  /** What was applied, in log order. */
  changes: LeafChange[];
  refused: RefusedBatch | undefined;
}

interface RefusedBatch {
  batch: VerifiedBatch;
  refusal: BatchRefused;
}

async function commit(
  tx: Transaction,
  { now }: Pick<Context, 'now'>,
  node: string,
  base: LogTail,
  batches: readonly VerifiedBatch[],
): Promise<Committed> {
  const { tail, isStopped } = await lockNodeState(tx, node);
  if (isStopped || !isSameTail(tail, base)) throw new TailMoved(`${node} stands at ${tail.size}, not at ${base.size}`);

  const log = { node, generation: base.generation };
  const hidden = await findHidden(tx, log, () =>
    batches.flatMap((batch) => batch.changes.map((each) => each.pseudonym)),
  );
  const visible = hidden.size === 0 ? batches : batches.map((batch) => withoutHidden(batch, hidden));
  const current = await findRecordsConcerned(tx, node, visible, hidden);
  const { accepted, changes, refusal } = followRecords(current, visible, log.generation);
  const batch = batches[accepted.length];
  const refused = refusal && batch && { batch, refusal };
  const last = accepted.at(-1);
  if (!last) return { tail: base, changes, refused };
  const moved = { ...last.tail, verifiedAtMs: now() };
  for (const { step } of accepted) {
    if (step?.isOpening) await updateGenerationRecords(tx, log, step.records);
    // Before the other leaves: such a batch is the first of its transaction, and takes the lock on subjects alone.
    else if (step) await closeGeneration(tx, log);
  }
  const withdrawals = accepted.flatMap((each) => each.changes.filter(({ op }) => op === 'withdraw'));
  // Sent without waiting in between: the server works on one while the next is being written.
  await inOneGo([
    ...accepted.map((batch) => appendLogBatch(tx, { ...log, ...batch, collectedAtMs: oldestOf(batch) })),
    insertSuperseded(
      tx,
      log,
      accepted.flatMap(({ superseded }) => superseded),
    ),
    changes.length > 0 && applyChanges(tx, log, changes, current),
    insertTombstones(
      tx,
      log,
      withdrawals.filter(({ tombstone }) => tombstone.length > 0),
    ),
    eraseFromQuarantine(
      tx,
      node,
      withdrawals.map(({ pseudonym }) => pseudonym),
    ),
    hidden.size > 0 && deleteHidden(tx, log, moved.size),
    updateNodeState(tx, node, moved),
    followRotations(tx, log, base, moved),
  ]);
  return { tail: moved, changes, refused };
}

/** Pins the keys that were rotated in, in the transaction that applies their leaves: from then on the old ones sign nothing new. */
async function followRotations(tx: Transaction, log: LogPosition, base: LogTail, { keys }: LogTail): Promise<void> {
  const { node } = log;
  const added = keys.keys.slice(base.keys.keys.length);
  if (added.length === 0) return;
  await insertLogKeys(tx, log, added);
  await updateNodeKey(tx, node, keys.current.verifierKey);
  for (const key of added) {
    await appendAudit(tx, { actor: 'aggregation', act: 'rotate_log_key', object: node, details: { ...log, ...key } });
  }
  await notifyEnrolment(tx);
}

/** The changes of as many batches as agree with the records that are shown. */
function followRecords(
  current: ReadonlyMap<string, RecordState>,
  batches: readonly VerifiedBatch[],
  generation: number,
) {
  const succession = new Succession(currentRecords(current, generation));
  const accepted: VerifiedBatch[] = [];
  const changes: LeafChange[] = [];
  for (const batch of batches) {
    try {
      for (const change of succession.follow(batch)) changes.push(change);
      accepted.push(batch);
    } catch (refusal) {
      if (refusal instanceof BatchRefused) return { accepted, changes, refusal };
      throw refusal;
    }
  }
  return { accepted, changes, refusal: undefined };
}

/** Which of several batches cannot be stored is found by storing them one at a time. */
async function commitOneByOne(
  context: Pick<Context, 'sql' | 'now'>,
  node: string,
  base: LogTail,
  batches: readonly VerifiedBatch[],
): Promise<Committed> {
  const done: Committed = { tail: base, changes: [], refused: undefined };
  for (const batch of batches) {
    const { tail, changes, refused } = await commitBatches(context, node, done.tail, [batch]);
    Object.assign(done, { tail, changes: [...done.changes, ...changes], refused });
    if (refused) break;
  }
  return done;
}

/** Whether repeating cannot help: PostgreSQL refuses the data (classes 22, 23), or the public copy cannot show it. */
function isFaultOfContent(error: unknown): boolean {
  if (isServiceError(error, 'unprocessable') || error instanceof SyntaxError) return true;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^2[23]...$/.test(code);
}

function refusedBy(error: unknown, batch: VerifiedBatch): RefusedBatch {
  return { batch, refusal: new BatchRefused('not_storable', error instanceof Error ? error.message : String(error)) };
}

function oldestOf(batch: VerifiedBatch): number {
  return batch.changes.reduce(
    (oldest, { collectedAtMs }) => Math.min(oldest, collectedAtMs || oldest),
    Number.MAX_SAFE_INTEGER,
  );
}
