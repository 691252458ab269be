import {
  cutBefore,
  endIndexOf,
  type FollowedLog,
  findGeneration,
  insertGeneration,
  insertLogKeys,
  type LogPosition,
  type LogTail,
  type PublishedBatch,
  readLogKeys,
  verifyBatch,
} from '@necips/exchange';
import { type Executor, isServiceError, ServiceError } from '@necips/runtime';
import { emptyRoot, equalBytes, LogKeys, leafHash, parseVerifierKey, TileWriter } from '@necips/tlog';
import type { CentreLog } from '../centre-log.ts';
import type { Context } from '../context.ts';
import { refusalByRoot, type SignedMark } from '../domain/right-to-sign.ts';
import { signTree, type TreeHead } from '../domain/signed-tree.ts';
import { insertCarryOver } from '../store/carry-over.ts';
import { findLogState, insertLogState, type StoredLog } from '../store/log-state.ts';
import { tileStore } from '../store/log-tile.ts';
import { readSignedMark } from '../store/signed-mark.ts';
import { commitRefill } from './commit-refill.ts';
import { completeRefill } from './complete-refill.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'centre' | 'events'>;

/**
 * Refills a log that holds less than was signed from the centre, which has verified it: batch after batch, each only where its
 * checkpoint bears this log's own signature, the recomputed root is the signed one and every content is what its leaf commits to.
 * Nothing is signed. A database from before a generation began gets the end of the older log first, and then all of the newer one.
 * Throws ServiceError `precondition`, reason `refill_short`, where the centre does not hold every leaf that was
 * ever signed, `log_diverged` where it holds another log; what was refilled before stays, and asking again goes on from there.
 */
export async function refillLog(context: Needs, progress: (text: string) => void, signal: AbortSignal): Promise<void> {
  const { sql, stateFile, centre, events } = context;
  const mark = await readSignedMark(stateFile);
  if (!mark) return;
  const newest = await findLogState(sql);
  if (newest && newest.generation > mark.generation) return;
  if (!centre) throw short(mark.size - (newest?.size ?? 0), '未配置总局地址 (no centre is configured)');
  const isBefore = newest !== undefined && newest.generation < mark.generation;
  if (isBefore) await refillEnded(context, newest, centre, signal);
  const stored = newest && !isBefore ? newest : await beginAgain(context, mark, centre, signal);
  const size = await refillFrom(context, stored, centre, { target: mark, progress, signal });
  if (size < mark.size) {
    throw short(mark.size - size, `总局只有 ${size} 条 (the centre holds ${size} of ${mark.size})`);
  }
  events.logRefilled(stored.size, size);
}

/** What a refill is led by. */
interface RefillTarget {
  /** A tree of the log that must be met on the way. */
  target?: TreeHead;
  progress?: (text: string) => void;
  signal: AbortSignal;
}

/** Takes in what the centre has beyond the stored leaves; returns how many leaves there are then. */
export async function refillFrom(
  context: Needs,
  stored: StoredLog,
  centre: CentreLog,
  { target, progress, signal }: RefillTarget,
): Promise<number> {
  const { sql, node, keyFiles } = context;
  const { generation } = stored;
  const position = { node, generation };
  const keys = await readKeys(sql, position, keyFiles);
  const writer = await TileWriter.open(tileStore(sql, position), stored.size);
  const { size, root, checkpoint, lastLeafTimeMs } = stored;
  const range = writer.range();
  const following = await findGeneration(sql, position);
  let tail: LogTail = { generation, size, root, checkpoint, range, lastLeafTimeMs, verifiedAtMs: 0, keys, following };
  try {
    for await (const message of centre.readBatches({ generation, firstIndex: tail.size }, signal)) {
      const batch = place(message as PublishedBatch, tail.size);
      if (!batch) continue;
      const verified = await verifyBatch(node, tail, batch);
      if (target) requireTree(tail, batch, target);
      await commitRefill(context, writer, { base: tail, verified, sent: batch });
      tail = verified.tail;
      if (target) progress?.(describe(tail.size, target));
    }
  } catch (error) {
    // The centre has even fewer leaves than are left here.
    if (!isServiceError(error, 'out_of_range')) throw error;
  }
  return tail.size;
}

/** The older log up to where it ended at the centre: withdrawals above all. What was carried over since has no content there. */
async function refillEnded(context: Needs, stored: StoredLog, centre: CentreLog, signal: AbortSignal): Promise<void> {
  const size = await refillFrom(context, stored, centre, { signal });
  await completeRefill(context, { generation: stored.generation, size });
}

/** Keys of the log as far as they are here; a log from before keys were stored, or from before it began, has the one in use. */
async function readKeys(sql: Executor, log: LogPosition, keyFiles: Context['keyFiles']): Promise<LogKeys> {
  const stored = await readLogKeys(sql, log);
  const known = stored.length > 0 ? stored : [{ verifierKey: (await keyFiles.current()).verifierKey, fromSize: 0 }];
  return new LogKeys(parseVerifierKey(known[0]?.verifierKey ?? '').name, known);
}

/** A backup from before the log, or this generation of it, began: the empty tree, which is before everything that was signed. */
async function beginAgain(
  { sql, node, keyFiles }: Needs,
  { generation }: SignedMark,
  centre: CentreLog,
  signal: AbortSignal,
): Promise<StoredLog> {
  const { signer, verifierKey } = await keyFiles.current();
  const tree = signTree(signer, { generation, size: 0, root: emptyRoot() }, new Date(0));
  // Its first leaf, which leads to what was signed, binds what the centre says here.
  const following = generation > 1 ? await followingOf(centre, generation, signal) : undefined;
  await sql.begin(async (tx) => {
    await insertLogState(tx, tree);
    if (!following) return;
    const position = { node, generation };
    await insertGeneration(tx, position, following);
    await insertLogKeys(tx, position, [{ verifierKey, fromSize: 0 }]);
    await insertCarryOver(tx, { generation, awaitsFeed: false });
  });
  return { ...tree, lastLeafTimeMs: 0 };
}

async function followingOf(centre: CentreLog, generation: number, signal: AbortSignal): Promise<FollowedLog> {
  const followed = await centre.generation(signal);
  if (followed.generation === generation && followed.following) return followed.following;
  throw new ServiceError('precondition', `总局没有第 ${generation} 代日志 (the centre follows another generation)`, {
    reason: 'refill_short',
  });
}

/** What of a batch is still missing; undefined for nothing. */
function place(batch: PublishedBatch, size: number): PublishedBatch | undefined {
  if (endIndexOf(batch) <= size) return undefined;
  if (batch.firstIndex > size) throw new Error(`the centre sends leaf ${batch.firstIndex}, not ${size}`);
  return batch.firstIndex === size ? batch : cutBefore(batch, size);
}

/** The tree at the size of the target must be the target: another one would be a fork. */
function requireTree({ range, size }: LogTail, batch: PublishedBatch, target: TreeHead): void {
  if (target.size <= size || target.size > endIndexOf(batch)) return;
  const reached = range.clone();
  for (const { leaf } of batch.leaves.slice(0, target.size - size)) reached.append(leafHash(leaf));
  if (equalBytes(reached.root(), target.root)) return;
  const refusal = refusalByRoot(target, reached.root());
  throw new ServiceError('precondition', refusal?.message ?? '', { reason: 'log_diverged' });
}

function short(missing: number, why: string): ServiceError {
  const words = `已签名的日志缺 ${missing} 条无法补齐：${why}；补齐之前不签名，每隔数秒再试。中央管理员可以决定另起新一代日志`;
  const english = `${missing} signed leaves are missing; a central administrator can begin a new generation`;
  return new ServiceError('precondition', `${words} (${english})`, { reason: 'refill_short', details: { missing } });
}

function describe(size: number, target: TreeHead): string {
  return `数据库比已签名的日志旧：正从总局补齐，已有 ${size} 条，共 ${target.size} 条 (refilling from the centre: ${size} of ${target.size})`;
}
