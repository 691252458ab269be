import {
  type ErasureStatus,
  ErasureStatusSchema,
  type PatrolStatus,
  PatrolStatusSchema,
  readErasureStatus,
  readPatrolStatus,
} from '@necips/exchange';
import { type DiskStatus, type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { describeStatus, feedLagOf, type LogStatus, lagOf, relayLagOf } from '../domain/log-status.ts';
import type { CentreNotice } from '../domain/notice.ts';
import { getLogStatus } from '../queries/get-log-status.ts';

const Status = Type.Object({
  node: Type.String({ description: 'Publishing node, six digits.' }),
  generation: Type.Integer({ description: 'Log generation.' }),
  publishedSize: Type.Integer({ description: 'Leaves under the newest checkpoint.' }),
  root: Type.String({ description: 'Root hash at that size, base64, as in the checkpoint.' }),
  checkpointAt: Type.String({ format: 'date-time' }),
  feedIncarnation: Type.String({
    description: "变更流标识 Life of collection's feed that feedSequence counts in; empty before the first entry.",
  }),
  feedSequence: Type.Integer({ description: 'Sequence number of collection up to which everything is published.' }),
  relayedSize: Type.Integer({ description: "Leaves that the federation's Kafka has acknowledged." }),
  verifiedSize: Type.Integer({ description: 'Leaves that the centre says it has verified.' }),
  lastReceiptAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  lag: Type.Integer({ description: 'publishedSize less verifiedSize.' }),
  relayLag: Type.Integer({ description: '待送叶数 publishedSize less relayedSize.' }),
  feedLag: Type.Union([Type.Integer(), Type.Null()], {
    description: '待公示变更数 Entries of collection not published yet, at most; null until collection was heard.',
  }),
  disk: Type.Object({
    freeBytes: Type.Union([Type.Integer(), Type.Null()]),
    totalBytes: Type.Union([Type.Integer(), Type.Null()]),
    databaseBytes: Type.Union([Type.Integer(), Type.Null()]),
    reason: Type.String({ description: '磁盘状况 In words.' }),
  }),
  notice: Type.Union(
    [
      Type.Object({
        kind: Type.String({ description: 'stopped or resumed.' }),
        reason: Type.String(),
        verifiedSize: Type.Integer({ description: 'Leaves that the centre has verified and serves on.' }),
        verifiedCheckpoint: Type.String({ description: 'Signed note that the centre had verified; may be empty.' }),
        otherCheckpoint: Type.String({ description: 'Signed note that contradicts it; may be empty.' }),
        noticedAt: Type.String({ format: 'date-time' }),
      }),
      Type.Null(),
    ],
    { description: '总局通知 What the centre last told the administrators of this node.' },
  ),
  carryOver: Type.Union(
    [
      Type.Object({
        previousGeneration: Type.Integer(),
        records: Type.Integer({ description: '须接续的记录数 To be carried over.' }),
        carried: Type.Integer({ description: '已接续的记录数 Shown, with a leaf in this generation.' }),
      }),
      Type.Null(),
    ],
    {
      description: '新一代日志的接续 A new generation of the log that has not carried over everything; null otherwise.',
    },
  ),
  withheld: Type.Union([Type.String(), Type.Null()], {
    description:
      '因恢复而暂不公示的原因 Why records are withheld while the node is restored, in words; null when they are shown.',
  }),
  patrol: PatrolStatusSchema,
  erasure: ErasureStatusSchema,
  description: Type.String({ description: 'How far the centre has verified, in words.' }),
});

export function registerStatusRoute(
  app: HttpApp,
  context: Pick<Context, 'node' | 'reading' | 'served' | 'withholding' | 'feedHead' | 'readDisk' | 'now'>,
  { pace, erasureAfterMs }: { pace: { leavesPerSecond: number }; erasureAfterMs: number },
): void {
  app.get(
    '/v1/status',
    {
      schema: {
        summary: 'Where the log stands, and how far the centre has verified 日志状态与总局核验进度',
        tags: ['log'],
        response: { 200: Status },
      },
      config: { access: PUBLIC },
    },
    async () => {
      const { node, reading } = context;
      const patrols = readPatrolStatus(reading, [node], pace);
      const erasures = readErasureStatus(reading, [node], { afterMs: erasureAfterMs, nowMs: context.now() });
      const [status, disk, patrol, erasure] = await Promise.all([
        getLogStatus(context),
        context.readDisk(),
        patrols,
        erasures,
      ]);
      const upkeep = { disk, patrol: patrol.get(node) as PatrolStatus, erasure: erasure.get(node) as ErasureStatus };
      return toStatus(status, upkeep);
    },
  );
}

function toStatus(
  status: LogStatus,
  { disk, patrol, erasure }: { disk: DiskStatus; patrol: PatrolStatus; erasure: ErasureStatus },
): Type.Static<typeof Status> {
  const { node, tree, relayedSize, receipt, notice, feedIncarnation, feedSequence } = status;
  return {
    node,
    generation: tree.generation,
    publishedSize: tree.size,
    root: Buffer.from(tree.root).toString('base64'),
    checkpointAt: tree.signedAt.toISOString(),
    feedIncarnation,
    feedSequence,
    relayedSize,
    verifiedSize: receipt?.verifiedSize ?? 0,
    lastReceiptAt: receipt?.receivedAt.toISOString() ?? null,
    lag: lagOf(status),
    relayLag: relayLagOf(status),
    feedLag: feedLagOf(status),
    disk,
    notice: notice ? toNotice(notice) : null,
    carryOver: status.carryOver ?? null,
    withheld: status.withheld ?? null,
    patrol,
    erasure,
    description: describeStatus(status),
  };
}

function toNotice({ kind, reason, verifiedSize, verifiedCheckpoint, otherCheckpoint, noticedAtMs }: CentreNotice) {
  const noticedAt = new Date(noticedAtMs).toISOString();
  return { kind, reason, verifiedSize, verifiedCheckpoint, otherCheckpoint, noticedAt };
}
