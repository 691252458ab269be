import type { DiskStatus } from '@necips/runtime';
import type { LatencySummary } from './latency-window.ts';
import { type OperationsFacts, type OperationsStatus, operationsStatus } from './operations.ts';

/** What is stored about a province, in plain numbers; instants in milliseconds since the epoch. */
export interface NodeFacts {
  node: string;
  name: string;
  generation: number;
  verifiedSize: number;
  root: Uint8Array;
  verifiedAtMs: number;
  lastLeafTimeMs: number;
  stoppedAtMs: number | null;
  stopReason: string | null;
  receivedSize: number;
  publishedSize: number;
  lastMessageAtMs: number | null;
  lastCheckpointAtMs: number | null;
  lastReceiptAtMs: number | null;
  behindSinceMs: number | null;
  trouble: string | null;
  stalledSinceMs: number | null;
  stallReason: string | null;
  operations: OperationsFacts;
  /** Null unless a new generation of the log has yet to carry everything over. */
  carryOver: CarryOverFacts | null;
  enrolledAtMs: number;
}

/** How far a new generation of the log has got. */
export interface CarryOverFacts {
  previousGeneration: number;
  /** Leaves of the older log that were verified. */
  previousSize: number;
  /** To be carried over; null while the province has not begun. */
  records: number | null;
  carried: number;
}

/** Roll-up status of one province (汇集状态), as it is published. */
export interface NodeStatus extends OperationsStatus {
  node: string;
  name: string;
  generation: number;
  publishedSize: number;
  receivedSize: number;
  verifiedSize: number;
  /** Base64, as on a checkpoint; of the tree of `verifiedSize` leaves. */
  root: string;
  lagLeaves: number;
  lagMs: number;
  verifiedAt: string | null;
  lastMessageAt: string | null;
  lastCheckpointAt: string | null;
  lastReceiptAt: string | null;
  silentSinceMs: number | null;
  /** Something waits and nothing is applied; null unless that is so. */
  stalledSince: string | null;
  stallReason: string | null;
  state: NodeState;
  reason: string;
  latency: LatencySummary | null;
  /** Of the centre, whose disk every province shares; null where it is not known. */
  disk: DiskStatus | null;
  /** A new generation of the log that has yet to carry everything over; null otherwise. */
  carryOver: (CarryOverFacts & { reason: string }) | null;
}

export type NodeState = 'verified' | 'lagging' | 'repairing' | 'stopped' | 'silent';

/**
 * Sums up what is known of a province. `stopped` wins, then `silent` (neither a message nor a checkpoint for `silentAfterMs`),
 * then `repairing`, then `lagging`.
 */
export function nodeStatus(facts: NodeFacts, { nowMs, silentAfterMs, latency, disk }: StatusCommon): NodeStatus {
  const lagLeaves = Math.max(0, facts.publishedSize - facts.verifiedSize);
  const heardAtMs = Math.max(facts.lastMessageAtMs ?? 0, facts.lastCheckpointAtMs ?? 0, facts.enrolledAtMs);
  const isSilent = nowMs - heardAtMs >= silentAfterMs;
  const state = stateOf(facts, lagLeaves, isSilent);
  return {
    node: facts.node,
    name: facts.name,
    generation: facts.generation,
    publishedSize: facts.publishedSize,
    receivedSize: facts.receivedSize,
    verifiedSize: facts.verifiedSize,
    root: Buffer.from(facts.root).toString('base64'),
    lagLeaves,
    lagMs: lagMs(facts, lagLeaves, nowMs),
    verifiedAt: instant(facts.verifiedAtMs),
    lastMessageAt: instant(facts.lastMessageAtMs),
    lastCheckpointAt: instant(facts.lastCheckpointAtMs),
    lastReceiptAt: instant(facts.lastReceiptAtMs),
    silentSinceMs: isSilent ? heardAtMs : null,
    stalledSince: instant(facts.stalledSinceMs),
    stallReason: facts.stallReason,
    state,
    reason: reasonOf(state, facts, lagLeaves),
    latency: latency ?? null,
    ...operationsStatus(facts.operations),
    disk,
    carryOver: facts.carryOver && { ...facts.carryOver, reason: carryOverReason(facts.generation, facts.carryOver) },
  };
}

/** What does not depend on what is stored about the province. */
export interface StatusCommon {
  nowMs: number;
  silentAfterMs: number;
  latency: LatencySummary | undefined;
  disk: DiskStatus | null;
}

/**
 * How old the oldest leaf not verified yet may be. It is younger than the last verified one, and cannot have been there before
 * the centre first saw that something is missing; the later of the two bounds it.
 */
function lagMs(facts: NodeFacts, lagLeaves: number, nowMs: number): number {
  if (lagLeaves === 0) return 0;
  return Math.max(0, nowMs - Math.max(facts.lastLeafTimeMs, facts.behindSinceMs ?? 0));
}

function stateOf(facts: NodeFacts, lagLeaves: number, isSilent: boolean): NodeState {
  if (facts.stoppedAtMs !== null) return 'stopped';
  if (isSilent) return 'silent';
  if (facts.operations.repairsOpen > 0) return 'repairing';
  return lagLeaves > 0 || facts.carryOver ? 'lagging' : 'verified';
}

function reasonOf(state: NodeState, facts: NodeFacts, lagLeaves: number): string {
  const inTheWay = [facts.stallReason, facts.trouble].filter((text) => text !== null);
  const trouble = inTheWay.length > 0 ? `：${inTheWay.join('；')}` : '';
  switch (state) {
    case 'stopped':
      return facts.stopReason ?? '已停止';
    case 'silent':
      return `长时间未收到该节点的消息或检查点${trouble}`;
    case 'repairing':
      return `正在从该节点补读日志${trouble}`;
    case 'lagging':
      return `${facts.carryOver ? `${carryOverReason(facts.generation, facts.carryOver)}；` : ''}尚有 ${lagLeaves} 条未核验${trouble}`;
    case 'verified':
      return `与该节点公示内容一致${trouble}`;
    default:
      throw new Error(state satisfies never);
  }
}

function carryOverReason(generation: number, { previousGeneration, records, carried }: CarryOverFacts): string {
  if (records === null)
    return `已准许第 ${generation} 代日志，等待该节点开始；第 ${previousGeneration} 代已核验的内容继续提供 (a new generation is permitted)`;
  return `第 ${generation} 代日志接续中，已接续 ${carried} 条，共 ${records} 条 (carrying over: ${carried} of ${records})`;
}

function instant(ms: number | null): string | null {
  return ms === null || ms === 0 ? null : new Date(ms).toISOString();
}
