import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { getNodeStatus, type LatencyOf, listNodeStatus, type StatusNeeds } from '../queries/list-node-status.ts';
import { NodeStatusSchema } from './node-status-schema.ts';

/** A node's code in a path. */
export const NodeParams = Type.Object({
  node: Type.String({ pattern: '^\\d{6}$', description: '节点代码 Node code, six digits' }),
});

/** Roll-up status is public: it shows that the centre's copy is what each province shows (M§10). */
export function registerNodeRoutes(app: HttpApp, context: StatusNeeds, latencyOf: LatencyOf): void {
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
