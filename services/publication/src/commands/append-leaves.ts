import { appendLogBatch, applyChanges, findRecords, insertTombstones } from '@necips/exchange';
import { inOneGo, ServiceError, type Transaction } from '@necips/runtime';
import { leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { type AssignedLeaves, assignLeaves, joinLeaves } from '../domain/assign-leaves.ts';
import type { CommittedVersion } from '../domain/record-version.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { insertPendingWithdrawals } from '../store/pending-withdrawal.ts';
import { writeSignedMark } from '../store/signed-mark.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Appends to the log what versions change in what is shown: in one transaction they get their leaves, the tree grows and is
 * signed, the public copy changes, tombstones are kept, and what the caller sends along is written. Then the signed size and
 * root are fsynced beside the key, and only then the checkpoint is shown. Where it throws, `log` must be opened again:
 * whether the transaction was committed is not known.
 */
export async function appendLeaves(
  context: Needs,
  log: OpenLog,
  versions: readonly CommittedVersion[],
  along: Along,
): Promise<void> {
  const { sql, stateFile, served, events, now } = context;
  const startedAtMs = performance.now();
  const appended = await sql.begin((tx) => commitLeaves(context, tx, log, versions, along));
  if (!appended) return events.nothingToPublish(versions.length);
  const { tree, assigned } = appended;
  await writeSignedMark(stateFile, { ...tree, origin: log.signer.name });
  served.serve(tree);
  const withdrawn = assigned.changes.filter(({ op }) => op === 'withdraw').length;
  events.batchPublished({
    published: assigned.changes.length - withdrawn,
    withdrawn,
    skipped: versions.length - assigned.changes.length,
    size: tree.size,
    durationMs: performance.now() - startedAtMs,
    lagMs: now() - oldest(assigned),
  });
}

/** What a caller adds to the transaction. Statements follow each other without waiting for answers in between. */
export interface Along {
  /** Of the versions, those that may get a leaf; all where it is absent. */
  select?: (tx: Transaction, versions: readonly CommittedVersion[]) => Promise<readonly CommittedVersion[]>;
  write: (tx: Transaction) => Promise<unknown>;
}

async function commitLeaves(
  { node, now }: Pick<Context, 'node' | 'now'>,
  tx: Transaction,
  { generation, writer, signer }: OpenLog,
  given: readonly CommittedVersion[],
  { select, write }: Along,
): Promise<{ tree: SignedTree; assigned: AssignedLeaves } | undefined> {
  const recordIds = [...new Set(given.map(({ recordId }) => recordId))];
  const [state, shown, versions] = await inOneGo([
    lockLogState(tx, generation),
    findRecords(tx, node, recordIds),
    select?.(tx, given) ?? given,
  ]);
  if (state.size !== writer.size) throw extendedElsewhere();
  // Leaf time never runs backwards, even where the clock does.
  const timeMs = Math.max(now(), state.lastLeafTimeMs);
  const firstIndex = state.size;
  const assigned = assignLeaves(versions, shown, { firstIndex, timeMs, generation });
  const { changes } = assigned;
  const withdrawals = changes.filter(({ op }) => op === 'withdraw');
  const tombstones = tombstonesOf(given, withdrawals);
  if (changes.length === 0) {
    await inOneGo([write(tx), insertTombstones(tx, { node, generation }, tombstones)]);
    return undefined;
  }
  writer.appendMany(assigned.leaves.map(leafHash));
  const tree = signTree(signer, { generation, size: writer.size, root: writer.root() }, new Date(timeMs));
  const batch = { node, generation, firstIndex, checkpoint: tree.checkpoint, collectedAtMs: oldest(assigned) };
  await inOneGo([
    write(tx),
    insertTombstones(tx, { node, generation }, tombstones),
    appendLogBatch(tx, { ...batch, leaves: joinLeaves(assigned.leaves), leafCount: changes.length }),
    insertTiles(tx, generation, writer.takeFullTiles()),
    insertPendingWithdrawals(tx, generation, withdrawals),
    updateLogState(tx, tree, timeMs),
    applyChanges(tx, { node, generation }, changes, shown),
  ]);
  return { tree, assigned };
}

/** The tombstones of lawful withdrawals, each with the leaf that it got; -1 where nothing was shown to be withdrawn. */
function tombstonesOf(
  versions: readonly CommittedVersion[],
  withdrawals: readonly { recordId: string; leafIndex: number }[],
) {
  const lawful = versions.filter(({ tombstone }) => tombstone.length > 0);
  if (lawful.length === 0) return [];
  const leafOf = new Map(withdrawals.map(({ recordId, leafIndex }) => [recordId, leafIndex]));
  return lawful.map(({ tombstone, recordId }) => ({ tombstone, leafIndex: leafOf.get(recordId) ?? -1 }));
}

/** Another process holds the log as well, and was faster. */
export function extendedElsewhere(): ServiceError {
  return new ServiceError('aborted', '日志已被另一进程续写 (another process has extended the log)', {
    reason: 'log_moved',
  });
}

function oldest({ collectedAtMs }: AssignedLeaves): number {
  return collectedAtMs.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
}
