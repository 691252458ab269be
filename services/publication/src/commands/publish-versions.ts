import { appendLogBatch, applyChanges, findRecords } from '@necips/exchange';
import { inOneGo, recordVersionDigest, ServiceError, type Transaction, writeCursor } from '@necips/runtime';
import { leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { type AssignedLeaves, assignLeaves, joinLeaves } from '../domain/assign-leaves.ts';
import { COLLECTION_FEED, type CommittedVersion } from '../domain/record-version.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
import { toOperation } from '../messages.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { insertPendingWithdrawals } from '../store/pending-withdrawal.ts';
import { writeSignedMark } from '../store/signed-mark.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'signer' | 'stateFile' | 'served' | 'events' | 'now'>;

/**
 * Publishes versions in feed order: in one transaction they get their leaves, the tree grows and is signed, the public copy
 * and the cursor move. Then the signed size and root are fsynced beside the key, and only then the checkpoint is shown.
 * Where it throws, `log` must be opened again: whether the transaction was committed is not known.
 */
export async function publishVersions(context: Needs, log: OpenLog, batch: FeedVersions): Promise<void> {
  const { sql, signer, stateFile, served, events, now } = context;
  const startedAtMs = performance.now();
  const published = await sql.begin((tx) => commitBatch(context, tx, log, batch));
  if (!published) return events.nothingToPublish(batch.versions.length);
  const { tree, assigned } = published;
  await writeSignedMark(stateFile, { ...tree, origin: signer.name });
  served.serve(tree);
  const withdrawn = assigned.changes.filter(({ op }) => op === 'withdraw').length;
  events.batchPublished({
    published: assigned.changes.length - withdrawn,
    withdrawn,
    skipped: batch.versions.length - assigned.changes.length,
    size: tree.size,
    durationMs: performance.now() - startedAtMs,
    lagMs: now() - oldest(assigned),
  });
}

async function commitBatch(
  { node, signer, now }: Pick<Context, 'node' | 'signer' | 'now'>,
  tx: Transaction,
  { generation, writer }: OpenLog,
  { versions, incarnation }: FeedVersions,
): Promise<{ tree: SignedTree; assigned: AssignedLeaves } | undefined> {
  const recordIds = [...new Set(versions.map(({ recordId }) => recordId))];
  const [state, shown] = await inOneGo([lockLogState(tx, generation), findRecords(tx, node, recordIds)]);
  if (state.size !== writer.size) throw extendedElsewhere();
  // Leaf time never runs backwards, even where the clock does.
  const timeMs = Math.max(now(), state.lastLeafTimeMs);
  const firstIndex = state.size;
  const assigned = assignLeaves(versions, shown, { firstIndex, timeMs });
  const { changes } = assigned;
  if (changes.length === 0) {
    await moveCursor(tx, incarnation, versions);
    return undefined;
  }
  writer.appendMany(assigned.leaves.map(leafHash));
  const tree = signTree(signer, { generation, size: writer.size, root: writer.root() }, new Date(timeMs));
  const batch = { node, generation, firstIndex, checkpoint: tree.checkpoint, collectedAtMs: oldest(assigned) };
  await inOneGo([
    moveCursor(tx, incarnation, versions),
    appendLogBatch(tx, { ...batch, leaves: joinLeaves(assigned.leaves), leafCount: changes.length }),
    insertTiles(tx, generation, writer.takeFullTiles()),
    insertPendingWithdrawals(
      tx,
      generation,
      changes.filter(({ op }) => op === 'withdraw'),
    ),
    updateLogState(tx, tree, timeMs),
    applyChanges(tx, { node, generation }, changes, shown),
  ]);
  return { tree, assigned };
}

function extendedElsewhere(): ServiceError {
  return new ServiceError('aborted', '日志已被另一进程续写 (another process has extended the log)', {
    reason: 'log_moved',
  });
}

async function moveCursor(tx: Transaction, incarnation: string, versions: CommittedVersion[]): Promise<void> {
  const last = versions.at(-1);
  if (!last) return;
  const digest = recordVersionDigest({ ...last, operation: toOperation(last.op) });
  await writeCursor(tx, COLLECTION_FEED, { incarnation, sequence: last.sequence, digest });
}

function oldest({ collectedAtMs }: AssignedLeaves): number {
  return collectedAtMs.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
}

/** Versions that follow each other in one life of collection's feed. */
export interface FeedVersions {
  incarnation: string;
  versions: CommittedVersion[];
}
