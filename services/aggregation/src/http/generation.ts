import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import { orderGeneration } from '../commands/stop/order-generation.ts';
import type { Context } from '../context.ts';
import { getNodeStatus, type LatencyOf } from '../queries/list-node-status.ts';
import { NodeStatusSchema } from './node-status-schema.ts';
import { NodeParams } from './nodes.ts';
import { OrderReason } from './orders.ts';

const GenerationOrderSchema = Type.Object(
  {
    reason: OrderReason,
    logKey: Type.String({
      maxLength: 400,
      description: '新一代日志的公钥 C2SP verifier key of the new log, under a name that no log has had',
    }),
    previousCheckpoint: Type.Optional(
      Type.String({
        maxLength: 10_000,
        description:
          '总局恢复后重发命令时，旧日志最后的签名检查点 Signed note at which the old log had ended, for a restored centre only',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The order of a central administrator that a log which cannot go on be followed by its next generation. */
export function registerGenerationRoute(app: HttpApp, context: Context, latencyOf: LatencyOf): void {
  app.post(
    '/v1/nodes/:node/generation',
    {
      schema: {
        summary: '准许新一代日志 Permit the next generation of a province’s log',
        description:
          'Audited; the administrators of the province are told. The old log ends at what is verified of it, and what is shown stays. ' +
          'Repeating it pins another key while nothing of the new log is verified. 409 `name_used` where a log has had that name.',
        tags: ['nodes'],
        params: NodeParams,
        body: GenerationOrderSchema,
        response: { 200: NodeStatusSchema },
      },
      config: { access: roles('central-admin') },
    },
    async (request) => {
      const { node } = request.params;
      await orderGeneration(context, { node, ...request.body, actor: request.caller.account });
      return getNodeStatus(context, latencyOf, node);
    },
  );
}
