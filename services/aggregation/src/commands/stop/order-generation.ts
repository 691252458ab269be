import { insertGeneration, insertLogKeys, type LogPosition } from '@necips/exchange';
import { appendAudit, ServiceError, type Transaction } from '@necips/runtime';
import { LogError, LogKeys, parseVerifierKey } from '@necips/tlog';
import type { Context } from '../../context.ts';
import { lockNode, notifyEnrolment, updateNodeLog } from '../../store/node.ts';
import { resetHeard } from '../../store/node-contact.ts';
import { lockNodeState, type NodeState, startNodeState } from '../../store/node-state.ts';
import { insertNotice } from '../../store/notice.ts';
import { closeEndedRepair } from '../../store/repair.ts';
import type { Order } from './order-stop.ts';

/** The order that a province's log be followed by its next generation. */
export interface GenerationOrder extends Order {
  /** C2SP verifier key of the new log; its name is the log's, and none that a log has ever had. */
  logKey: string;
  /** For a centre restored to before an earlier such order: the signed note at which the old log had ended. */
  previousCheckpoint?: string | undefined;
}

/**
 * Permits a province the next generation of its log, under a key of its own: the old log ends at what is verified of it, which the new
 * one's first leaf must name. What is shown stays. While nothing of the new log is verified, repeating it pins another key. Audited, and
 * the province is told. Throws `not_found`; `invalid` for what is no key, or a note that the old log has not signed; `conflict`, reason
 * `name_used`, where a log has that name.
 */
export async function orderGeneration(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  order: GenerationOrder,
): Promise<void> {
  const { node, actor, reason, logKey } = order;
  const origin = nameOf(logKey);
  const generation = await context.sql.begin(async (tx) => {
    const enrolled = await lockNode(tx, node);
    if (!enrolled)
      throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
    const state = await lockNodeState(tx, node);
    const position = await prepare(tx, node, state, order);
    await requireNewName(tx, origin);
    const keys = new LogKeys(origin, [{ verifierKey: logKey, fromSize: 0 }]);
    await insertLogKeys(tx, position, keys.keys);
    await startNodeState(tx, position, keys);
    await updateNodeLog(tx, node, { logOrigin: origin, logKey });
    await resetHeard(tx, node);
    await closeEndedRepair(tx, node);
    const notice = {
      ...position,
      verifiedCheckpoint: '',
      otherCheckpoint: '',
      verifiedSize: 0,
      noticedAtMs: context.now(),
    };
    await insertNotice(tx, { ...notice, kind: 'resumed', reason });
    const details = { reason, ...position, origin, logKey };
    await appendAudit(tx, { actor, act: 'order_generation', object: node, details });
    await notifyEnrolment(tx);
    return position.generation;
  });
  context.events.generationOrdered(node, { actor, reason, generation });
}

/** Ends the old log and keeps what the new one must name; where that is done already, forgets the key that was pinned for it. */
async function prepare(
  tx: Transaction,
  node: string,
  { tail }: NodeState,
  { previousCheckpoint }: GenerationOrder,
): Promise<LogPosition> {
  if (tail.following && tail.size === 0) {
    const { generation } = tail;
    await tx`delete from exchange.log_key where node = ${node} and generation = ${generation}`;
    return { node, generation };
  }
  const position = { node, generation: tail.generation + 1 };
  await insertGeneration(tx, position, endOf(tail, previousCheckpoint));
  return position;
}

/** Where the old log ended: as verified, or as it has signed beyond that. */
function endOf({ generation, size, root, checkpoint, keys }: NodeState['tail'], signed: string | undefined) {
  if (signed === undefined) return { generation, size, root, checkpoint };
  try {
    const end = keys.open(signed);
    if (end.size >= size) return { generation, size: end.size, root: end.root, checkpoint: signed };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
  }
  throw new ServiceError(
    'invalid',
    '所给检查点不是旧日志签名的，或小于已核验的 (no checkpoint of the old log, or an older one)',
    {
      reason: 'bad_checkpoint',
    },
  );
}

function nameOf(logKey: string): string {
  try {
    return parseVerifierKey(logKey).name;
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new ServiceError('invalid', '日志公钥格式不符 (not a C2SP verifier key)', { reason: 'bad_log_key', cause });
  }
}

/** Two trees under one name would be evidence of a fork. */
async function requireNewName(tx: Transaction, origin: string): Promise<void> {
  const rows = await tx`select from exchange.log_key where starts_with(verifier_key, ${`${origin}+`}) limit 1`;
  if (rows.length === 0) return;
  throw new ServiceError('conflict', `已有日志使用名称 ${origin} (a log has that name)`, { reason: 'name_used' });
}
