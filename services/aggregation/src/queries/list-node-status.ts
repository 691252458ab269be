import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { LatencySummary } from '../domain/latency-window.ts';
import { type NodeFacts, type NodeStatus, nodeStatus } from '../domain/node-status.ts';

/** Where the recent latencies of this process are had. */
export type LatencyOf = (node: string) => LatencySummary | undefined;

/** Roll-up status of every enrolled province, or of one, in order of code. */
export async function listNodeStatus(
  { prisma, pace, now }: Pick<Context, 'prisma' | 'pace' | 'now'>,
  latencyOf: LatencyOf,
  node?: string,
): Promise<NodeStatus[]> {
  const [enrolled, repairs] = await Promise.all([
    prisma.node.findMany({
      ...(node !== undefined && { where: { code: node } }),
      include: { state: true, contact: true },
      orderBy: { code: 'asc' },
    }),
    prisma.repair.findMany({ where: { mendedAt: null }, select: { node: true } }),
  ]);
  const repairing = new Set(repairs.map((repair) => repair.node));
  const common = { nowMs: now(), silentAfterMs: pace.silentAfterMs };
  return enrolled.map((row) =>
    nodeStatus(toFacts(row, repairing.has(row.code)), { ...common, latency: latencyOf(row.code) }),
  );
}

/** Roll-up status of one province. Throws `not_found` where it is not enrolled. */
export async function getNodeStatus(
  context: Pick<Context, 'prisma' | 'pace' | 'now'>,
  latencyOf: LatencyOf,
  node: string,
): Promise<NodeStatus> {
  const [status] = await listNodeStatus(context, latencyOf, node);
  if (!status) throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
  return status;
}

function toFacts({ code, name, enrolledAt, state, contact }: Row, isRepairing: boolean): NodeFacts {
  if (!state || !contact) throw new Error(`node ${code} has no state`);
  return {
    node: code,
    name,
    generation: state.generation,
    verifiedSize: Number(state.verifiedSize),
    root: state.root,
    verifiedAtMs: Number(state.verifiedAtMs),
    lastLeafTimeMs: Number(state.lastLeafTimeMs),
    stoppedAtMs: numberOf(state.stoppedAtMs),
    stopReason: state.stopReason,
    receivedSize: Number(contact.receivedSize),
    publishedSize: Number(contact.publishedSize),
    lastMessageAtMs: numberOf(contact.lastMessageAtMs),
    lastCheckpointAtMs: numberOf(contact.lastCheckpointAtMs),
    lastReceiptAtMs: numberOf(contact.lastReceiptAtMs),
    behindSinceMs: numberOf(contact.behindSinceMs),
    trouble: contact.trouble,
    isRepairing,
    enrolledAtMs: enrolledAt.getTime(),
  };
}

function numberOf(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

interface Row {
  code: string;
  name: string;
  enrolledAt: Date;
  state: {
    generation: number;
    verifiedSize: bigint;
    root: Uint8Array;
    verifiedAtMs: bigint;
    lastLeafTimeMs: bigint;
    stoppedAtMs: bigint | null;
    stopReason: string | null;
  } | null;
  contact: {
    receivedSize: bigint;
    publishedSize: bigint;
    lastMessageAtMs: bigint | null;
    lastCheckpointAtMs: bigint | null;
    lastReceiptAtMs: bigint | null;
    behindSinceMs: bigint | null;
    trouble: string | null;
  } | null;
}
