import { appendLogBatch, applyChanges, findRecords } from '@necips/exchange';
import { recordVersionDigest, ServiceError, type Transaction, writeCursor } from '@necips/runtime';
import { leafHash } from '@necips/tlog';
import type { Context } from '../context.ts';
import { type AssignedLeaves, assignLeaves, joinLeaves } from '../domain/assign-leaves.ts';
import { COLLECTION_FEED, type CommittedVersion } from '../domain/record-version.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
import { toFreshBatch, toOperation } from '../messages.ts';
import { lockLogState, updateLogState } from '../store/log-state.ts';
import { insertTiles } from '../store/log-tile.ts';
import { insertPendingWithdrawals } from '../store/pending-withdrawal.ts';
import { writeSignedMark } from '../store/signed-mark.ts';
import type { OpenLog } from './open-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'signer' | 'stateFile' | 'served' | 'fresh' | 'events' | 'now'>;

/**
 * Publishes versions in feed order: in one transaction they get their leaves, the tree grows and is signed, the public copy
 * and the cursor move. Then the signed size and root are fsynced beside the key, and only then the checkpoint is shown.
 * Where it throws, `log` must be opened again: whether the transaction was committed is not known.
 */
export async function publishVersions(context: Needs, log: OpenLog, batch: FeedVersions): Promise<void> {
  const { sql, signer, stateFile, served, fresh, events, now, node } = context;
  const startedAtMs = now();
  const published = await sql.begin((tx) => commitBatch(context, tx, log, batch));
  if (!published) return events.nothingToPublish(batch.versions.length);
  const { tree, assigned } = published;
  await writeSignedMark(stateFile, { ...tree, origin: signer.name });
  served.serve(tree);
  const firstIndex = tree.size - assigned.leaves.length;
  const { generation, checkpoint } = tree;
  const contentBytes = batch.versions.reduce((sum, version) => sum + version.contentBytes, 0);
  fresh.offer({ batch: toFreshBatch({ node, generation, firstIndex, checkpoint }, assigned), contentBytes });
  const withdrawn = assigned.changes.filter(({ op }) => op === 'withdraw').length;
  events.batchPublished({
    published: assigned.changes.length - withdrawn,
    withdrawn,
    skipped: batch.versions.length - assigned.changes.length,
    size: tree.size,
    durationMs: now() - startedAtMs,
    lagMs: now() - oldest(assigned),
  });
}

async function commitBatch(
  { node, signer, now }: Pick<Context, 'node' | 'signer' | 'now'>,
  tx: Transaction,
  { generation, writer }: OpenLog,
  { versions, incarnation }: FeedVersions,
): Promise<{ tree: SignedTree; assigned: AssignedLeaves } | undefined> {
  const state = await lockLogState(tx, generation);
  if (state.size !== writer.size) {
    throw new ServiceError('aborted', '日志已被另一进程续写 (another process has extended the log)', {
      reason: 'log_moved',
    });
  }
  // Leaf time never runs backwards, even where the clock does.
  const timeMs = Math.max(now(), state.lastLeafTimeMs);
  const firstIndex = state.size;
  const shown = await findRecords(tx, node, [...new Set(versions.map(({ recordId }) => recordId))]);
  const assigned = assignLeaves(versions, shown, { firstIndex, timeMs });
  await moveCursor(tx, incarnation, versions);
  if (assigned.changes.length === 0) return undefined;
  writer.appendMany(assigned.leaves.map(leafHash));
  const tree = signTree(signer, { generation, size: writer.size, root: writer.root() }, new Date(timeMs));
  const { checkpoint } = tree;
  const leafCount = assigned.leaves.length;
  const leaves = joinLeaves(assigned.leaves);
  const collectedAtMs = oldest(assigned);
  await appendLogBatch(tx, { node, generation, firstIndex, leaves, leafCount, checkpoint, collectedAtMs });
  await applyChanges(tx, { node, generation }, assigned.changes);
  await insertPendingWithdrawals(
    tx,
    generation,
    assigned.changes.filter(({ op }) => op === 'withdraw'),
  );
  await insertTiles(tx, generation, writer.takeFullTiles());
  await updateLogState(tx, tree, timeMs);
  return { tree, assigned };
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
