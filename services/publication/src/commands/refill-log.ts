import {
  cutBefore,
  endIndexOf,
  type LogPosition,
  type LogTail,
  type PublishedBatch,
  readLogKeys,
  verifyBatch,
} from '@necips/exchange';
import { type Executor, isServiceError, ServiceError } from '@necips/runtime';
import { emptyRoot, equalBytes, LogKeys, leafHash, parseVerifierKey, TileWriter } from '@necips/tlog';
import type { Context } from '../context.ts';
import { refusalByRoot, type SignedMark } from '../domain/right-to-sign.ts';
import { signTree } from '../domain/signed-tree.ts';
import { findLogState, insertLogState, type StoredLog } from '../store/log-state.ts';
import { tileStore } from '../store/log-tile.ts';
import { readSignedMark } from '../store/signed-mark.ts';
import { commitRefill } from './commit-refill.ts';

type Needs = Pick<Context, 'sql' | 'node' | 'keyFiles' | 'stateFile' | 'centre' | 'events'>;

/**
 * Refills a log that holds less than was signed from the centre, which has verified it: batch after batch, each only where its
 * checkpoint bears this log's own signature, the recomputed root is the signed one and every content is what its leaf commits to.
 * Nothing is signed. Throws ServiceError `precondition`, reason `refill_short`, where the centre does not hold every leaf that was
 * ever signed, `log_diverged` where it holds another log; what was refilled before stays, and asking again goes on from there.
 */
export async function refillLog(context: Needs, progress: (text: string) => void, signal: AbortSignal): Promise<void> {
  const { sql, node, keyFiles, stateFile, centre } = context;
  const mark = await readSignedMark(stateFile);
  if (!mark) return;
  const stored = (await findLogState(sql)) ?? (await beginAgain(context, mark));
  if (stored.generation !== mark.generation) return;
  if (!centre) throw short(mark.size - stored.size, '未配置总局地址 (no centre is configured)');
  const { generation } = stored;
  const keys = await readKeys(sql, { node, generation }, (await keyFiles.current()).verifierKey);
  const writer = await TileWriter.open(tileStore(sql, { node, generation }), stored.size);
  const { size, root, checkpoint, lastLeafTimeMs } = stored;
  const range = writer.range();
  let tail: LogTail = { generation, size, root, checkpoint, range, lastLeafTimeMs, verifiedAtMs: 0, keys };
  try {
    for await (const message of centre.readBatches({ generation, firstIndex: tail.size }, signal)) {
      const batch = place(message as PublishedBatch, tail.size);
      if (!batch) continue;
      const verified = await verifyBatch(node, tail, batch);
      requireMarkedTree(tail, batch, mark);
      await commitRefill(context, writer, { base: tail, verified, sent: batch });
      tail = verified.tail;
      progress(describe(tail.size, mark));
    }
  } catch (error) {
    // The centre has even fewer leaves than are left here.
    if (!isServiceError(error, 'out_of_range')) throw error;
  }
  if (tail.size < mark.size) {
    throw short(mark.size - tail.size, `总局只有 ${tail.size} 条 (the centre holds ${tail.size} of ${mark.size})`);
  }
  context.events.logRefilled(size, tail.size);
}

/** Keys of the log as far as they are here; a log from before keys were stored, or from before it began, has the one in use. */
async function readKeys(sql: Executor, log: LogPosition, inUse: string): Promise<LogKeys> {
  const stored = await readLogKeys(sql, log);
  const known = stored.length > 0 ? stored : [{ verifierKey: inUse, fromSize: 0 }];
  return new LogKeys(parseVerifierKey(known[0]?.verifierKey ?? '').name, known);
}

/** A backup from before the log began: the empty tree, which was signed before anything else. */
async function beginAgain({ sql, keyFiles }: Needs, { generation }: SignedMark): Promise<StoredLog> {
  const { signer } = await keyFiles.current();
  const tree = signTree(signer, { generation, size: 0, root: emptyRoot() }, new Date(0));
  await sql.begin((tx) => insertLogState(tx, tree));
  return { ...tree, lastLeafTimeMs: 0 };
}

/** What of a batch is still missing; undefined for nothing. */
function place(batch: PublishedBatch, size: number): PublishedBatch | undefined {
  if (endIndexOf(batch) <= size) return undefined;
  if (batch.firstIndex > size) throw new Error(`the centre sends leaf ${batch.firstIndex}, not ${size}`);
  return batch.firstIndex === size ? batch : cutBefore(batch, size);
}

/** The tree at the marked size must be the one that was signed: another one would be a fork. */
function requireMarkedTree({ range, size }: LogTail, batch: PublishedBatch, mark: SignedMark): void {
  if (mark.size <= size || mark.size > endIndexOf(batch)) return;
  const marked = range.clone();
  for (const { leaf } of batch.leaves.slice(0, mark.size - size)) marked.append(leafHash(leaf));
  if (equalBytes(marked.root(), mark.root)) return;
  const refusal = refusalByRoot(mark, marked.root());
  throw new ServiceError('precondition', refusal?.message ?? '', { reason: 'log_diverged' });
}

function short(missing: number, why: string): ServiceError {
  const words = `已签名的日志缺 ${missing} 条无法补齐：${why}；补齐之前不签名，每隔数秒再试。中央管理员可以决定另起新一代日志`;
  const english = `${missing} signed leaves are missing; a central administrator can begin a new generation`;
  return new ServiceError('precondition', `${words} (${english})`, { reason: 'refill_short', details: { missing } });
}

function describe(size: number, mark: SignedMark): string {
  return `数据库比已签名的日志旧：正从总局补齐，已有 ${size} 条，共 ${mark.size} 条 (refilling from the centre: ${size} of ${mark.size})`;
}
