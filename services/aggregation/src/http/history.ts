import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { listQuarantine } from '../queries/list-quarantine.ts';
import { listRepairs } from '../queries/list-repairs.ts';

/** One page of a list, of all nodes or of one. */
export const PageQuery = Type.Object({
  node: Type.Optional(Type.String({ pattern: '^\\d{6}$', description: '节点代码 Only this node' })),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  cursor: Type.Optional(Type.String({ maxLength: 100 })),
});

const QuarantineEntrySchema = Type.Object({
  id: Type.String(),
  node: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  reason: Type.String({ description: '原因代码 Stable code' }),
  detail: Type.String(),
  bytesTotal: Type.Integer({ description: '消息字节数 Length of the whole message' }),
  at: Type.String({ format: 'date-time' }),
  outcome: Type.Union([Type.String(), Type.Null()], {
    description: '重放结果 What became of it when it was given in again',
  }),
  replayedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

const RepairEntrySchema = Type.Object({
  node: Type.String(),
  kind: Type.String({ description: 'gap, refused or behind' }),
  fromIndex: Type.Integer(),
  toIndex: Type.Integer(),
  foundAt: Type.String({ format: 'date-time' }),
  mendedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  how: Type.Union([Type.String(), Type.Null()], { description: 'bulk_read, or kafka where it came after all' }),
});

/** What did not go smoothly, for those who run the system: messages in quarantine, and repairs. */
export function registerHistoryRoutes(app: HttpApp, context: Pick<Context, 'prisma'>): void {
  const config = { access: roles('central-admin', 'auditor') };
  app.get(
    '/v1/quarantine',
    {
      schema: {
        summary: '隔离的消息 Messages that were not applied, the newest first',
        tags: ['history'],
        querystring: PageQuery,
        response: {
          200: Type.Object({ items: Type.Array(QuarantineEntrySchema), next: Type.Optional(Type.String()) }),
        },
      },
      config,
    },
    async (request) => listQuarantine(context, request.query),
  );
  app.get(
    '/v1/repairs',
    {
      schema: {
        summary: '补读记录 Stretches read from a province, the newest first',
        tags: ['history'],
        querystring: PageQuery,
        response: { 200: Type.Object({ items: Type.Array(RepairEntrySchema), next: Type.Optional(Type.String()) }) },
      },
      config,
    },
    async (request) => listRepairs(context, request.query),
  );
}
