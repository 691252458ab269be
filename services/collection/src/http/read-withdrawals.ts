import { chinaTime } from '@necips/domain';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, WITHDRAWAL_READERS } from '../access.ts';
import type { Context } from '../context.ts';
import type { Withdrawal } from '../domain/withdrawal.ts';
import { getWithdrawal } from '../queries/get-withdrawal.ts';
import { listWithdrawals, listWithdrawnRecords } from '../queries/list-withdrawals.ts';
import { answerCsv, CSV_ANSWER, everyPage } from './csv.ts';
import { CURSOR, NEXT } from './schemas.ts';
import { toWithdrawalJson, WITHDRAWAL, WITHDRAWAL_PATH, WITHDRAWN_RECORD } from './withdrawal-schemas.ts';

const access = WITHDRAWAL_READERS;
/** Acts of one page of an export. */
const EXPORT_PAGE = 200;

/** GET /v1/withdrawals, /v1/withdrawals.csv, /v1/withdrawals/{withdrawalId} and /v1/withdrawals/{withdrawalId}/records */
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

  const csvSchema = { summary: '撤回列表（CSV） The same as CSV, all of them', ...CSV_ANSWER };
  app.get('/v1/withdrawals.csv', { schema: csvSchema, config: { access } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const pages = everyPage((cursor) => listWithdrawals(context, { limit: EXPORT_PAGE, cursor }));
    return reply.send(answerCsv(reply, 'withdrawals.csv', HEADER, cellsOf(pages)));
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

const HEADER = ['撤回', '状态', '账号', '原因', '依据', '批次', '记录数', '原在公示', '提出时间', '不再公示'];

async function* cellsOf(pages: AsyncIterable<Withdrawal[]>): AsyncGenerator<string[][]> {
  for await (const withdrawals of pages) yield withdrawals.map(toCells);
}

function toCells({ withdrawalId, state, account, reason, authority, submissionId, ...rest }: Withdrawal): string[] {
  const { records, published, requestedAt, hiddenAt } = rest;
  return [
    [withdrawalId, state, account, reason, authority, submissionId ?? ''],
    [String(records), String(published), chinaTime(requestedAt), hiddenAt ? chinaTime(hiddenAt) : ''],
  ].flat();
}
