import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import type { Live } from './index.ts';
import { NodeParams } from './nodes.ts';

/** A patrol round that somebody asks for, instead of waiting for the pace. */
export function registerPatrolRoute(app: HttpApp, startPatrol: Live['startPatrol']): void {
  app.post(
    '/v1/nodes/:node/patrol',
    {
      schema: {
        summary: '立即巡查 Begin a patrol round of a province at its first leaf',
        description: 'It has ended once the status shows a later round. 它结束后，状态中的轮次大于所返回的轮次。',
        tags: ['nodes'],
        params: NodeParams,
        body: Type.Object({
          leavesPerSecond: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 1_000_000, description: '速度 Pace of this round; 0 is full speed' }),
          ),
        }),
        response: { 202: Type.Object({ round: Type.Integer({ minimum: 1 }) }) },
      },
      config: { access: roles('central-admin') },
    },
    async (request, reply) => {
      const round = await startPatrol(request.params.node, request.body.leavesPerSecond);
      void reply.code(202);
      return { round };
    },
  );
}
