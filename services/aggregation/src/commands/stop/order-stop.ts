import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { notifyEnrolment } from '../../store/node.ts';
import { findNodeState, lockNodeState, resumeNodeState, stopNodeState } from '../../store/node-state.ts';
import { insertNotice } from '../../store/notice.ts';

/** Who orders it, and why. */
export interface Order {
  /** Six digits. */
  node: string;
  reason: string;
  actor: string;
}

/**
 * Stops a province by order of an administrator, for example because its key is in wrong hands: nothing more is applied, and what
 * was verified is served on. Audited, and the province is told. Throws `not_found`; `conflict` where it is stopped already.
 */
export async function orderStop(context: Pick<Context, 'sql' | 'events' | 'now'>, order: Order): Promise<void> {
  const { node, actor, reason } = order;
  await requireEnrolled(context, node);
  const verifiedSize = await context.sql.begin(async (tx) => {
    const { tail, isStopped } = await lockNodeState(tx, node);
    if (isStopped) throw new ServiceError('conflict', `节点 ${node} 已停止 (already stopped)`, { reason: 'stopped' });
    const words = `已按命令停止汇集 (stopped by order)：${reason}`;
    const noticedAtMs = context.now();
    await stopNodeState(tx, node, words, noticedAtMs);
    const { generation, size, checkpoint: verifiedCheckpoint } = tail;
    const about = { node, generation, verifiedCheckpoint, otherCheckpoint: '', verifiedSize: size, noticedAtMs };
    await insertNotice(tx, { ...about, kind: 'stopped', reason: words });
    const details = { kind: 'by_order', verifiedSize: size, reason };
    await appendAudit(tx, { actor, act: 'stop_node', object: node, details });
    await notifyEnrolment(tx);
    return size;
  });
  context.events.nodeStopped(node, { kind: 'by_order', verifiedSize });
}

/**
 * Lets a stopped province go on from where it was verified last: after a key was changed, after a new generation, or where a
 * fork was no fault of the province. What contradicts again stops it again. Audited, and the province is told. Throws
 * `not_found`; `conflict` where it is not stopped.
 */
export async function resumeNode(context: Pick<Context, 'sql' | 'events' | 'now'>, order: Order): Promise<void> {
  const { node, actor, reason } = order;
  await requireEnrolled(context, node);
  await context.sql.begin(async (tx) => {
    const { tail, isStopped } = await lockNodeState(tx, node);
    if (!isStopped) throw new ServiceError('conflict', `节点 ${node} 未停止 (not stopped)`, { reason: 'not_stopped' });
    await resumeNodeState(tx, node);
    const { generation, size: verifiedSize, checkpoint: verifiedCheckpoint } = tail;
    const about = { node, generation, verifiedCheckpoint, otherCheckpoint: '', verifiedSize };
    await insertNotice(tx, { ...about, kind: 'resumed', reason, noticedAtMs: context.now() });
    await appendAudit(tx, { actor, act: 'resume_node', object: node, details: { reason, verifiedSize } });
    await notifyEnrolment(tx);
  });
  context.events.nodeResumed(node, { actor, reason });
}

async function requireEnrolled({ sql }: Pick<Context, 'sql'>, node: string): Promise<void> {
  if (await findNodeState(sql, node)) return;
  throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
}
