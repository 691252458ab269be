import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, WITHDRAWAL_READERS } from '../access.ts';
import type { Context } from '../context.ts';
import { getWithdrawal } from '../queries/get-withdrawal.ts';
import { listWithdrawals, listWithdrawnRecords } from '../queries/list-withdrawals.ts';
import { CURSOR, NEXT } from './schemas.ts';
import { toWithdrawalJson, WITHDRAWAL, WITHDRAWAL_PATH, WITHDRAWN_RECORD } from './withdrawal-schemas.ts';

const access = WITHDRAWAL_READERS;

/** GET /v1/withdrawals, /v1/withdrawals/{withdrawalId} and /v1/withdrawals/{withdrawalId}/records */
export function readWithdrawals(app: HttpApp, context: Context): void {
  const listSchema = {
    summary: '撤回列表 Lawful withdrawals, newest first',
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(WITHDRAWAL), next: NEXT }) },
  };
  app.get('/v1/withdrawals', { schema: listSchema, config: { access } }, async (request) => {
    checkNode(request.caller, context.node);
    const page = await listWithdrawals(context, { limit: request.query.limit, cursor: request.query.cursor });
    return { items: page.items.map(toWithdrawalJson), next: page.next };
  });

  const schema = { summary: '撤回 One lawful withdrawal', params: WITHDRAWAL_PATH, response: { 200: WITHDRAWAL } };
  app.get('/v1/withdrawals/:withdrawalId', { schema, config: { access } }, async (request) => {
    checkNode(request.caller, context.node);
    return toWithdrawalJson(await getWithdrawal(context, request.params.withdrawalId));
  });

  const recordsSchema = {
    summary: '撤回的记录 Records of one withdrawal',
    description: '记录标识按期清除，此后只余墓碑。 Identities are erased by a deadline; then the tombstones remain.',
    params: WITHDRAWAL_PATH,
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 200, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(WITHDRAWN_RECORD), next: NEXT }) },
  };
  app.get('/v1/withdrawals/:withdrawalId/records', { schema: recordsSchema, config: { access } }, async (request) => {
    checkNode(request.caller, context.node);
    const { withdrawalId } = await getWithdrawal(context, request.params.withdrawalId);
    const { limit, cursor } = request.query;
    const page = await listWithdrawnRecords(context, { withdrawalId, limit, cursor });
    return { items: page.items.map((record) => ({ recordId: null, ...record })), next: page.next };
  });
}
