import { chinaDate, chinaDayStart } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { LatencySummary } from '../domain/latency-window.ts';
import { type NodeFacts, type NodeStatus, nodeStatus } from '../domain/node-status.ts';
import type { OperationsFacts } from '../domain/operations.ts';
import { listCarryOvers } from '../store/carry-over.ts';
import { countOperations } from '../store/operations.ts';

/** Where the recent latencies of this process are had. */
export type LatencyOf = (node: string) => LatencySummary | undefined;

export type StatusNeeds = Pick<Context, 'prisma' | 'reading' | 'pace' | 'now' | 'readDisk'>;

/** Roll-up status of every enrolled province, or of one, in order of code. */
export async function listNodeStatus(
  { prisma, reading, pace, now, readDisk }: StatusNeeds,
  latencyOf: LatencyOf,
  node?: string,
): Promise<NodeStatus[]> {
  const nowMs = now();
  const [enrolled, operations, carryOvers, disk] = await Promise.all([
    prisma.node.findMany({
      ...(node !== undefined && { where: { code: node } }),
      include: { state: true, contact: true },
      orderBy: { code: 'asc' },
    }),
    countOperations(reading, { node, sinceMs: chinaDayStart(chinaDate(nowMs)) }),
    listCarryOvers(reading, node),
    readDisk(),
  ]);
  const common = { nowMs, silentAfterMs: pace.silentAfterMs, disk };
  // A province may be enrolled between the two reads.
  return enrolled.flatMap((row) => {
    const counted = operations.get(row.code);
    const carryOver = carryOvers.get(row.code) ?? null;
    return counted
      ? nodeStatus({ ...toFacts(row, counted), carryOver }, { ...common, latency: latencyOf(row.code) })
      : [];
  });
}

/** Roll-up status of one province. Throws `not_found` where it is not enrolled. */
export async function getNodeStatus(context: StatusNeeds, latencyOf: LatencyOf, node: string): Promise<NodeStatus> {
  const [status] = await listNodeStatus(context, latencyOf, node);
  if (!status) throw new ServiceError('not_found', `节点 ${node} 未登记 (not enrolled)`, { reason: 'unknown_node' });
  return status;
}

function toFacts(
  { code, name, enrolledAt, state, contact }: Row,
  operations: OperationsFacts,
): Omit<NodeFacts, 'carryOver'> {
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
    stalledSinceMs: numberOf(contact.stalledSinceMs),
    stallReason: contact.stallReason,
    operations,
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
    stalledSinceMs: bigint | null;
    stallReason: string | null;
  } | null;
}
