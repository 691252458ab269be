import { appendAudit } from '@necips/runtime';
import type { Context } from '../context.ts';
import { isSameTail, type LogTail } from '../domain/log-tail.ts';
import type { Province } from '../province.ts';
import { type ContradictionKind, insertEvidence } from '../store/evidence.ts';
import { lockNodeState, stopNodeState } from '../store/node-state.ts';

const REASON = '省级日志的两份签名检查点互相矛盾，已停在最后核验处 (two signed checkpoints contradict each other)';

/**
 * Stops a province whose key has signed two notes that cannot both be true: both are kept as evidence, nothing more is applied,
 * and what was verified is served on. Does nothing where it is stopped already, or has moved on since the comparison.
 */
export async function stopNode(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  province: Province,
  { kind, tail, otherCheckpoint }: { kind: ContradictionKind; tail: LogTail; otherCheckpoint: string },
): Promise<void> {
  const node = province.node.code;
  const isStopped = await context.sql.begin(async (tx) => {
    const state = await lockNodeState(tx, node);
    if (state.isStopped || !isSameTail(state.tail, tail)) return false;
    await insertEvidence(tx, { node, kind, verifiedCheckpoint: tail.checkpoint, otherCheckpoint });
    await stopNodeState(tx, node, REASON, context.now());
    const details = { kind, verifiedSize: tail.size };
    await appendAudit(tx, { actor: 'aggregation', act: 'stop_node', object: node, details });
    return true;
  });
  province.forget();
  if (isStopped) context.events.nodeStopped(node, { kind, verifiedSize: tail.size });
}
