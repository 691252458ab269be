import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import { enrolNode } from '../commands/enrol-node.ts';
import type { Context } from '../context.ts';
import { getNodeStatus, type LatencyOf } from '../queries/list-node-status.ts';
import { NodeStatusSchema } from './node-status-schema.ts';
import { NodeParams } from './nodes.ts';

const Url = Type.String({ pattern: '^https?://[^\\s?#]+[^\\s/?#]$', maxLength: 500 });

const EnrolmentSchema = Type.Object(
  {
    logOrigin: Type.String({
      pattern: '^[^\\s+]+$',
      maxLength: 200,
      description: '日志标识 Origin line of its checkpoints',
    }),
    logKey: Type.String({ maxLength: 400, description: '日志公钥 C2SP verifier key `name+hash+base64`; pinned' }),
    logUrl: { ...Url, description: '日志地址 Where `/checkpoint` is found, without a slash at the end' },
    logServiceAddress: Type.String({
      pattern: '^[^\\s/:]+:\\d{1,5}$|^\\[[0-9a-fA-F:]+\\]:\\d{1,5}$',
      maxLength: 300,
      description: '补读地址 host:port of its gRPC LogService',
    }),
    tokenUrl: { ...Url, description: '令牌地址 Token endpoint of its realm' },
  },
  { additionalProperties: false },
);

/** Enrolment of a province at the centre: its key is pinned, and it is followed from then on. */
export function registerEnrolmentRoute(app: HttpApp, context: Context, latencyOf: LatencyOf): void {
  app.put(
    '/v1/nodes/:node',
    {
      schema: {
        summary: '登记节点 Enrol a province',
        description: 'Repeating it is harmless and may change addresses. 409 `key_pinned` where another key is pinned.',
        tags: ['nodes'],
        params: NodeParams,
        body: EnrolmentSchema,
        response: { 200: NodeStatusSchema, 201: NodeStatusSchema },
      },
      config: { access: roles('central-admin') },
    },
    async (request, reply) => {
      const { node } = request.params;
      const outcome = await enrolNode(context, { code: node, ...request.body }, request.caller.account);
      void reply.code(outcome === 'enrolled' ? 201 : 200);
      return getNodeStatus(context, latencyOf, node);
    },
  );
}
