import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import { orderStop, resumeNode } from '../commands/stop/order-stop.ts';
import type { Context } from '../context.ts';
import { getNodeStatus, type LatencyOf } from '../queries/list-node-status.ts';
import { NodeStatusSchema } from './node-status-schema.ts';
import { NodeParams } from './nodes.ts';

/** Why an administrator does it; goes into the audit log, and to the province. */
export const OrderReason = Type.String({ minLength: 4, maxLength: 500, pattern: '\\S', description: '理由 Reason' });

const OrderSchema = Type.Object({ reason: OrderReason }, { additionalProperties: false });

/** Orders of a central administrator about one province: stop, and go on. */
export function registerOrderRoutes(app: HttpApp, context: Context, latencyOf: LatencyOf): void {
  const acts = { stop: orderStop, resume: resumeNode } as const;
  const summaries = { stop: '停止汇集 Stop applying a province', resume: '恢复汇集 Apply a stopped province again' };
  for (const name of ['stop', 'resume'] as const) {
    app.post(
      `/v1/nodes/:node/${name}`,
      {
        schema: {
          summary: summaries[name],
          description: 'Audited; the administrators of the province are told. 409 where it is so already.',
          tags: ['nodes'],
          params: NodeParams,
          body: OrderSchema,
          response: { 200: NodeStatusSchema },
        },
        config: { access: roles('central-admin') },
      },
      async (request) => {
        const { node } = request.params;
        await acts[name](context, { node, reason: request.body.reason, actor: request.caller.account });
        return getNodeStatus(context, latencyOf, node);
      },
    );
  }
}
