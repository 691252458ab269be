import { isSameTail, type LogTail } from '@necips/exchange';
import { appendAudit } from '@necips/runtime';
import type { EvidenceProof } from '@necips/tlog';
import type { Context } from '../../context.ts';
import type { Province } from '../../province.ts';
import { insertEvidence } from '../../store/evidence.ts';
import { notifyEnrolment } from '../../store/node.ts';
import { lockNodeState, stopNodeState } from '../../store/node-state.ts';
import { insertNotice } from '../../store/notice.ts';

/** Why a province is stopped, as the roll-up status says it. */
const REASONS = {
  same_size: '省级日志的两份签名检查点互相矛盾，已停在最后核验处 (two signed checkpoints contradict each other)',
  inconsistent: '省级日志的两份签名检查点互相矛盾，已停在最后核验处 (two signed checkpoints contradict each other)',
  rule_broken: '省级日志中已签名的叶违反日志规则，已停在最后核验处 (signed leaves break a rule of the log)',
} as const;

/**
 * Stops a province that has signed what cannot be true: the evidence is kept so that others can check it, nothing more is
 * applied, and what was verified is served on. Does nothing where it is stopped already, or has moved on since the comparison.
 */
export async function stopNode(
  context: Pick<Context, 'sql' | 'events' | 'now'>,
  province: Province,
  { kind, tail, otherCheckpoint, proof, detail = '' }: Finding,
): Promise<void> {
  const node = province.node.code;
  const { generation, size: verifiedSize, checkpoint: verifiedCheckpoint } = tail;
  const isStopped = await context.sql.begin(async (tx) => {
    const state = await lockNodeState(tx, node);
    if (state.isStopped || !isSameTail(state.tail, tail)) return false;
    const about = { node, generation, verifiedCheckpoint, otherCheckpoint };
    await insertEvidence(tx, { ...about, kind, proof, about: `${verifiedCheckpoint}\0${otherCheckpoint}` });
    const reason = REASONS[kind] + detail;
    const noticedAtMs = context.now();
    await stopNodeState(tx, node, reason, noticedAtMs);
    await insertNotice(tx, { ...about, kind: 'stopped', reason, verifiedSize, noticedAtMs });
    await appendAudit(tx, { actor: 'aggregation', act: 'stop_node', object: node, details: { kind, verifiedSize } });
    await notifyEnrolment(tx);
    return true;
  });
  province.changed();
  if (isStopped) context.events.nodeStopped(node, { kind, verifiedSize });
}

/** What was found at a tail, and what shows it. */
export interface Finding {
  kind: keyof typeof REASONS;
  tail: LogTail;
  otherCheckpoint: string;
  proof: EvidenceProof;
  /** What more there is to say in words. */
  detail?: string;
}
