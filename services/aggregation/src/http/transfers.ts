import { type HttpApp, roles } from '@necips/runtime';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { TRANSFER_STATES, type TransferState } from '../domain/transfer-state.ts';
import { listTransfers } from '../queries/list-transfers.ts';

const NODE = { pattern: '^\\d{6}$' };
const STATE = {
  type: 'string',
  enum: TRANSFER_STATES,
  description:
    'sent 已转出未答复 · deferred 待处理 · recorded 已记录 · published 已公示 · refused 未接收 · given_back 已归还 · withdrawn 已撤下',
};

const Query = Type.Object({
  from: Type.Optional(Type.String({ ...NODE, description: '转出节点 Node that sent them' })),
  to: Type.Optional(Type.String({ ...NODE, description: '转入节点 Node that they go to' })),
  state: Type.Optional(Type.Unsafe<TransferState>(STATE)),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  cursor: Type.Optional(Type.String({ maxLength: 100 })),
});

const TransferSchema = Type.Object({
  from: Type.String({ description: '转出节点 Node that sent it' }),
  transferId: Type.String({ description: '转送编号，由转出节点给定 Id that the sender gave it' }),
  to: Type.String({ description: '转入节点 Node that it goes to' }),
  item: Type.String({ description: '资源目录项 Catalogue item' }),
  state: Type.Unsafe<TransferState>(STATE),
  reason: Type.Union([Type.String(), Type.Null()], {
    description: '原因代码 Why it waits, was refused or was withdrawn',
  }),
  timesSent: Type.Integer({ minimum: 1, description: '转出次数 How often it has come' }),
  firstSentAt: Type.String({ format: 'date-time' }),
  lastSentAt: Type.String({ format: 'date-time' }),
  answeredAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
    description: '最近答复时间 When the state was last told',
  }),
});

/** GET /v1/transfers: the journal of what goes from province to province. What the records say is the provinces' to know. */
export function registerTransferRoute(app: HttpApp, context: Pick<Context, 'prisma'>): void {
  app.get(
    '/v1/transfers',
    {
      schema: {
        summary: '省际转送记录 Records on their way from one province to another, the newest first',
        description: '只有收发节点、事项和结果，没有内容。 From, to, item and outcome; never content.',
        tags: ['history'],
        querystring: Query,
        response: { 200: Type.Object({ items: Type.Array(TransferSchema), next: Type.Optional(Type.String()) }) },
      },
      config: { access: roles('central-admin', 'auditor') },
    },
    async (request) => listTransfers(context, request.query),
  );
}
