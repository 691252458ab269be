import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';

/** A patrol round that somebody asks for, instead of waiting for the pace. */
export function registerPatrolRoute(app: HttpApp, startRound: (leavesPerSecond?: number) => Promise<number>): void {
  app.post(
    '/v1/patrol',
    {
      schema: {
        summary: '立即巡查 Begin a patrol round at the first leaf',
        description: 'It has ended once the status shows a later round. 它结束后，状态中的轮次大于所返回的轮次。',
        tags: ['history'],
        body: Type.Object({
          leavesPerSecond: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 1_000_000, description: '速度 Pace of this round; 0 is full speed' }),
          ),
        }),
        response: { 202: Type.Object({ round: Type.Integer({ minimum: 1 }) }) },
      },
      config: { access: roles('province-admin') },
    },
    async (request, reply) => {
      const round = await startRound(request.body.leavesPerSecond);
      void reply.code(202);
      return { round };
    },
  );
}
