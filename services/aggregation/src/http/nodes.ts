import { ErasureStatusSchema, PatrolStatusSchema, readErasureStatus, readPatrolStatus } from '@necips/exchange';
import { type HttpApp, PUBLIC } from '@necips/runtime';
import Type from 'typebox';
import { getNodeStatus, listNodeStatus, type StatusNeeds } from '../queries/list-node-status.ts';
import type { Live } from './index.ts';
import { NodeStatusSchema } from './node-status-schema.ts';

/** A node's code in a path. */
export const NodeParams = Type.Object({
  node: Type.String({ pattern: '^\\d{6}$', description: '节点代码 Node code, six digits' }),
});

/** The same with where the patrol of its copy stands, and whether what it withdrew has gone from the files. */
const PatrolledNodeSchema = Type.Object({
  ...NodeStatusSchema.properties,
  patrol: PatrolStatusSchema,
  erasure: ErasureStatusSchema,
});

/** Roll-up status is public: it shows that the centre's copy is what each province shows (M§10). */
export function registerNodeRoutes(
  app: HttpApp,
  context: StatusNeeds,
  { latencyOf, patrol, erasureAfterMs }: Pick<Live, 'latencyOf' | 'patrol' | 'erasureAfterMs'>,
): void {
  const patrolled = async <S extends { node: string }>(statuses: S[]) => {
    const nodes = statuses.map(({ node }) => node);
    const [patrols, erasures] = await Promise.all([
      readPatrolStatus(context.reading, nodes, patrol),
      readErasureStatus(context.reading, nodes, { afterMs: erasureAfterMs, nowMs: context.now() }),
    ]);
    return statuses.flatMap((status) => {
      const [found, erasure] = [patrols.get(status.node), erasures.get(status.node)];
      return found && erasure ? [{ ...status, patrol: found, erasure }] : [];
    });
  };
  app.get(
    '/v1/nodes',
    {
      schema: {
        summary: '各节点汇集状态 Roll-up status of all provinces',
        tags: ['nodes'],
        response: { 200: Type.Object({ items: Type.Array(PatrolledNodeSchema) }) },
      },
      config: { access: PUBLIC },
    },
    async () => ({ items: await patrolled(await listNodeStatus(context, latencyOf)) }),
  );
  app.get(
    '/v1/nodes/:node',
    {
      schema: {
        summary: '节点汇集状态 Roll-up status of a province',
        tags: ['nodes'],
        params: NodeParams,
        response: { 200: PatrolledNodeSchema },
      },
      config: { access: PUBLIC },
    },
    async (request) => {
      const [status] = await patrolled([await getNodeStatus(context, latencyOf, request.params.node)]);
      if (!status) throw new Error('a status of every node that is asked for');
      return status;
    },
  );
}
