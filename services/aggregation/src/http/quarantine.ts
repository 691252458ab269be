import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import { discardQuarantined, replayNode, replayQuarantined } from '../commands/quarantine/replay-quarantined.ts';
import type { Context } from '../context.ts';
import type { Province } from '../province.ts';
import { NodeParams } from './nodes.ts';

const MessageParams = Type.Object({
  id: Type.String({ pattern: '^\\d{1,15}$', description: '消息编号 Id from the list' }),
});

const ReplaySchema = Type.Object({
  id: Type.Integer(),
  outcome: Type.String({
    description:
      '结果 applied; duplicate: verified before; beyond_gap: leaves before it are missing; refused:…; nothing',
  }),
  appliedLeaves: Type.Integer({ minimum: 0 }),
});

/** What a central administrator does about messages in quarantine: give them in again, or delete them. */
export function registerQuarantineRoutes(
  app: HttpApp,
  context: Context,
  provinceOf: (node: string) => Province | undefined,
): void {
  const config = { access: roles('central-admin') };
  app.post(
    '/v1/quarantine/:id/replay',
    {
      schema: {
        summary: '重放隔离的消息 Give a quarantined message in again, by the normal way',
        description: 'Audited. 409 `not_whole` where only its beginning was kept.',
        tags: ['history'],
        params: MessageParams,
        response: { 200: ReplaySchema },
      },
      config,
    },
    async ({ params, caller }) =>
      replayQuarantined(context, provinceOf, { id: Number(params.id), actor: caller.account }),
  );
  app.post(
    '/v1/nodes/:node/quarantine/replay',
    {
      schema: {
        summary: '重放节点的全部隔离消息 Give in again what is kept whole of a province, the oldest first',
        description: 'Audited, each message by itself; at most 1,000 of them.',
        tags: ['history'],
        params: NodeParams,
        response: { 200: Type.Object({ items: Type.Array(ReplaySchema) }) },
      },
      config,
    },
    async ({ params, caller }) => ({
      items: await replayNode(context, provinceOf, { node: params.node, actor: caller.account }),
    }),
  );
  app.delete(
    '/v1/quarantine/:id',
    {
      schema: {
        summary: '删除隔离的消息 Delete a quarantined message',
        description: 'Audited.',
        tags: ['history'],
        params: MessageParams,
        response: { 204: Type.Null() },
      },
      config,
    },
    async ({ params, caller }, reply) => {
      await discardQuarantined(context, { id: Number(params.id), actor: caller.account });
      return reply.code(204).send(null);
    },
  );
}
