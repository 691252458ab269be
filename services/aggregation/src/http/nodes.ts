import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { getNodeStatus, type LatencyOf, listNodeStatus } from '../queries/list-node-status.ts';

const Instant = Type.String({ format: 'date-time' });
const Count = Type.Integer({ minimum: 0 });

/** A node's code in a path. */
export const NodeParams = Type.Object({
  node: Type.String({ pattern: '^\\d{6}$', description: '节点代码 Node code, six digits' }),
});

/** Roll-up status of a province, as REST gives it. */
export const NodeStatusSchema = Type.Object({
  node: Type.String({ description: '节点代码 Node code, six digits' }),
  name: Type.String({ description: '节点名称 Short name of the province' }),
  generation: Type.Integer({ minimum: 1, description: '日志代次 Generation of the log' }),
  publishedSize: Type.Integer({ ...Count, description: '已公示叶数 Leaves of the newest signed checkpoint seen' }),
  receivedSize: Type.Integer({
    ...Count,
    description: '已收到叶数 Leaves of the newest checkpoint that came by Kafka',
  }),
  verifiedSize: Type.Integer({ ...Count, description: '已核验叶数 Leaves verified and applied' }),
  root: Type.String({ description: '核验根 Root hash over the verified leaves, base64' }),
  lagLeaves: Type.Integer({ ...Count, description: '滞后叶数 Published and not verified' }),
  lagMs: Type.Integer({ ...Count, description: '滞后毫秒 Age of the oldest leaf not verified, at most' }),
  verifiedAt: Type.Union([Instant, Type.Null()]),
  lastMessageAt: Type.Union([Instant, Type.Null()]),
  lastCheckpointAt: Type.Union([Instant, Type.Null()], {
    description: '最近一次读到公开检查点 Last public checkpoint pulled',
  }),
  lastReceiptAt: Type.Union([Instant, Type.Null()]),
  silentSinceMs: Type.Union([Count, Type.Null()], {
    description: '静默起始 Last sign of life, ms since the epoch; null unless silent',
  }),
  state: Type.Enum(['verified', 'lagging', 'repairing', 'stopped', 'silent']),
  reason: Type.String({ description: '说明 The state in words' }),
  latency: Type.Union([Type.Object({ samples: Count, p50Ms: Count, p99Ms: Count }), Type.Null()], {
    description:
      '近期汇集时延 From commit in the province to readable here, of the latest 65,536 leaves; null where unknown',
  }),
});

/** Roll-up status is public: it shows that the centre's copy is what each province shows (M§10). */
export function registerNodeRoutes(
  app: HttpApp,
  context: Pick<Context, 'prisma' | 'pace' | 'now'>,
  latencyOf: LatencyOf,
): void {
  app.get(
    '/v1/nodes',
    {
      schema: {
        summary: '各节点汇集状态 Roll-up status of all provinces',
        tags: ['nodes'],
        response: { 200: Type.Object({ items: Type.Array(NodeStatusSchema) }) },
      },
      config: { access: PUBLIC },
    },
    async () => ({ items: await listNodeStatus(context, latencyOf) }),
  );
  app.get(
    '/v1/nodes/:node',
    {
      schema: {
        summary: '节点汇集状态 Roll-up status of a province',
        tags: ['nodes'],
        params: NodeParams,
        response: { 200: NodeStatusSchema },
      },
      config: { access: PUBLIC },
    },
    async (request) => getNodeStatus(context, latencyOf, request.params.node),
  );
}
