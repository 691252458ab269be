import {
  appendLogBatch,
  type FollowedLog,
  findGeneration,
  followingLeaf,
  insertGeneration,
  insertLogKeys,
  updateGenerationRecords,
} from '@necips/exchange';
import { appendAudit, findRestore, ServiceError, type Transaction } from '@necips/runtime';
import { equalBytes, leafHash, TileWriter } from '@necips/tlog';
import type { CentreLog, FollowedGeneration } from '../centre-log.ts';
import type { Context } from '../context.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';
import { type SignedTree, signTree } from '../domain/signed-tree.ts';
import type { SigningKey } from '../key-files.ts';
import { insertCarryOver } from '../store/carry-over.ts';
import { findLogState, insertLogState, lockLogState, type StoredLog, updateLogState } from '../store/log-state.ts';
import { tileStore } from '../store/log-tile.ts';
import { requireReconciliation } from '../store/reconciliation.ts';
import { readSignedMark, writeSignedMark } from '../store/signed-mark.ts';
import { refillFrom } from './refill-log.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'centre' | 'events' | 'now'>;

/** Who begins it, and why. */
export interface BeginningOrder {
  actor: string;
  reason: string;
  /**
   * The own log is another one than the centre has verified, and is the true one: for a log whose key was in wrong hands. Without it
   * that is refused.
   */
  ownLogHolds: boolean;
}

/** A generation that was begun. */
export interface BegunGeneration {
  generation: number;
  /** C2SP verifier key; its name is the log's. */
  verifierKey: string;
  previousGeneration: number;
  /** Leaves of the older log that the centre had verified. */
  previousSize: number;
  /** To be carried over. */
  records: number;
}

/**
 * Begins the generation of the log that the centre has permitted: its first leaf names exactly what the centre verified last, and the
 * new key, which must lie beside the old one or in its place, signs. What the centre has of the old log and this node has not is
 * refilled first. The open log must be opened anew afterwards. Audited; repeating it changes nothing. Throws `precondition`, reason
 * `not_permitted`, `no_next_key`, `log_diverged`, `no_centre` or `no_log`; `unavailable` where the centre cannot be asked.
 */
export async function beginGeneration(
  context: Needs,
  order: BeginningOrder,
  signal: AbortSignal,
): Promise<BegunGeneration> {
  const { sql, node, keyFiles, stateFile, centre, events } = context;
  const stored = await findLogState(sql);
  if (!stored) throw refused('no_log', '本节点没有可接续的日志 (there is no log to be followed)');
  if (!centre) throw refused('no_centre', '未配置总局地址 (no centre is configured)');
  const permitted = await centre.generation(signal);
  const { generation, verifierKey, following } = permitted;
  const isBegun = generation === stored.generation && following !== undefined;
  if (isBegun) return describe(permitted, following, await findRecords(context, generation));
  if (generation !== stored.generation + 1 || !following) {
    throw refused('not_permitted', '总局未准许新一代日志 (the centre has not permitted a new generation)');
  }
  const key = (await keyFiles.all()).find((each) => each.verifierKey === verifierKey);
  if (!key) throw refused('no_next_key', '总局所准许的新密钥不在本节点 (the permitted key does not lie here)');
  if (!order.ownLogHolds) await requireFollowed(context, stored, following, centre, signal);
  const isLost = await isAnyLost(context);
  const { tree, records } = await sql.begin((tx) =>
    commitBeginning(context, tx, { order, key, position: { node, generation }, following, isLost }),
  );
  await writeSignedMark(stateFile, { ...tree, origin: key.signer.name });
  const begun = describe(permitted, following, records);
  events.generationBegun(begun);
  return begun;
}

/** The own log must hold what the centre has verified; where it has less, that is refilled. */
async function requireFollowed(
  context: Needs,
  stored: StoredLog,
  target: FollowedLog,
  centre: CentreLog,
  signal: AbortSignal,
): Promise<void> {
  const { sql, node } = context;
  const { generation } = stored;
  let size = stored.size;
  if (size < target.size) size = await refillFrom(context, stored, centre, { target, signal });
  const isHeld = size >= target.size;
  const writer = isHeld ? await TileWriter.open(tileStore(sql, { node, generation }), target.size) : undefined;
  if (writer && equalBytes(writer.root(), target.root)) return;
  throw refused(
    'log_diverged',
    `本节点的日志不含总局已核验的 ${target.size} 条；确认本节点的日志为真时，请注明 ownLogHolds (the own log is not the one that was verified)`,
  );
}

/** Whether leaves may be lost that were signed here: the mark says so, or is lost itself. A withdrawal may be among them. */
async function isAnyLost({ sql, stateFile }: Needs): Promise<boolean> {
  const [mark, stored, restore] = await Promise.all([readSignedMark(stateFile), findLogState(sql), findRestore(sql)]);
  return !mark || !stored || restore !== undefined || mark.generation !== stored.generation || mark.size > stored.size;
}

interface Beginning {
  order: BeginningOrder;
  key: SigningKey;
  position: { node: string; generation: number };
  following: FollowedLog;
  isLost: boolean;
}

async function commitBeginning(
  { now }: Pick<Context, 'now'>,
  tx: Transaction,
  { order, key, position, following, isLost }: Beginning,
): Promise<{ tree: SignedTree; records: number }> {
  const { node, generation } = position;
  const old = await lockLogState(tx, generation - 1);
  const timeMs = Math.max(now(), old.lastLeafTimeMs);
  const [count] = await tx<{ records: number }[]>`
    select count(*) as records from exchange.record where node = ${node}`;
  const records = count?.records ?? 0;
  const leaf = followingLeaf(following, { records, timeMs });
  const writer = new TileWriter();
  writer.appendMany([leafHash(leaf)]);
  const tree = signTree(key.signer, { generation, size: 1, root: writer.root() }, new Date(timeMs));
  const { checkpoint } = tree;
  await insertLogState(tx, tree);
  await updateLogState(tx, tree, timeMs);
  await insertLogKeys(tx, position, [{ verifierKey: key.verifierKey, fromSize: 0 }]);
  await appendLogBatch(tx, {
    ...position,
    firstIndex: 0,
    leaves: leaf,
    leafCount: 1,
    checkpoint,
    collectedAtMs: timeMs,
  });
  await insertGeneration(tx, position, following);
  await updateGenerationRecords(tx, position, records);
  await insertCarryOver(tx, { generation, awaitsFeed: isLost });
  if (isLost) await requireReconciliation(tx, COLLECTION_FEED);
  const { actor, reason, ownLogHolds } = order;
  const details = {
    reason,
    generation,
    verifierKey: key.verifierKey,
    previousSize: following.size,
    ownLogHolds,
    isLost,
  };
  await appendAudit(tx, { actor, act: 'begin_log_generation', object: node, details });
  return { tree, records };
}

async function findRecords({ sql, node }: Pick<Context, 'sql' | 'node'>, generation: number): Promise<number> {
  return (await findGeneration(sql, { node, generation }))?.records ?? 0;
}

function describe(
  { generation, verifierKey }: FollowedGeneration,
  following: FollowedLog,
  records: number,
): BegunGeneration {
  return {
    generation,
    verifierKey,
    previousGeneration: following.generation,
    previousSize: following.size,
    records,
  };
}

function refused(reason: string, message: string): ServiceError {
  return new ServiceError('precondition', message, { reason });
}
