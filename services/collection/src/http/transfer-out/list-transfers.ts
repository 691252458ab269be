import { chinaTime } from '@necips/domain';
import type { Caller, HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../../access.ts';
import type { Context } from '../../context.ts';
import type { ListedTransfer, TransferFilter } from '../../domain/transfer-out/transfer-out.ts';
import { listTransfers } from '../../queries/transfer-out/list-transfers.ts';
import { answerCsv, CSV_ANSWER, everyPage } from '../csv.ts';
import { nameOfNode } from '../held/schemas.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { OVERDUE_WORDS, STATE_WORDS, TRANSFER, TRANSFER_FILTER, toTransferJson } from './schemas.ts';

/** Transfers read at a time. */
const PAGE = 200;

/** GET /v1/transfers and /v1/transfers.csv */
export function listTransfersRoute(app: HttpApp, context: Context): void {
  const config = { access: READERS };
  const schema = {
    summary: '转送列表 What was sent to other provinces, the newest first',
    description:
      '记录转送至主体登记地节点后的结果与期限（总局令第45号第十条）；部门只见本部门的。 What became of records about enterprises ' +
      'of other provinces, and by when (Order 45 §10). A department sees its own.',
    querystring: Type.Object({
      ...TRANSFER_FILTER,
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(TRANSFER), next: NEXT }) },
  };
  app.get('/v1/transfers', { schema, config }, async ({ caller, query: { limit, cursor, ...asked } }) => {
    const page = await listTransfers(context, { filter: seen(caller, context.node, asked), limit, cursor });
    return { items: page.items.map(toTransferJson), next: page.next };
  });

  const csvSchema = {
    summary: '转送列表（CSV） The same as CSV',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    querystring: Type.Object(TRANSFER_FILTER),
    ...CSV_ANSWER,
  };
  app.get('/v1/transfers.csv', { schema: csvSchema, config }, async ({ caller, query }, reply) => {
    const filter = seen(caller, context.node, query);
    const pages = everyPage((cursor) => listTransfers(context, { filter, limit: PAGE, cursor }));
    const header = COLUMNS.map(([heading]) => heading);
    return reply.send(answerCsv(reply, 'transfers.csv', header, cellsOf(pages)));
  });
}

const COLUMNS: readonly (readonly [heading: string, cell: (transfer: ListedTransfer) => string | number | null])[] = [
  ['转送编号', ({ transferId }) => transferId],
  ['记录标识', ({ recordId }) => recordId],
  ['资源目录项', ({ item }) => item],
  ['转送版本', ({ version }) => version],
  ['类别', ({ takenBack, backToVersion }) => (takenBack ? '撤下' : backToVersion === null ? '转送' : '恢复更正前')],
  ['登记地', ({ toNode }) => nameOfNode(toNode)],
  ['批次', ({ submissionId }) => submissionId],
  ['行号', ({ row }) => row],
  ['提供单位代码', ({ department }) => department],
  ['提供单位', ({ departmentName }) => departmentName],
  ['状态', ({ state }) => STATE_WORDS[state]],
  ['原因', ({ reason, explanation }) => explanation || reason],
  ['查明登记地的时间', ({ learnedAt }) => chinaTime(learnedAt)],
  ['首次发送时间', ({ firstSentAt }) => (firstSentAt ? chinaTime(firstSentAt) : null)],
  ['发送次数', ({ sends }) => sends],
  ['最近答复时间', ({ answeredAt }) => (answeredAt ? chinaTime(answeredAt) : null)],
  ['应转送日期', ({ handOnBy }) => handOnBy],
  ['对方应答复日期', ({ answerBy }) => answerBy],
  ['逾期', ({ overdue }) => overdue && OVERDUE_WORDS[overdue]],
  ['登记地的记录标识', ({ remoteRecordId }) => remoteRecordId],
];

async function* cellsOf(pages: AsyncIterable<ListedTransfer[]>): AsyncGenerator<string[][]> {
  for await (const transfers of pages) {
    yield transfers.map((transfer) => COLUMNS.map(([, cell]) => String(cell(transfer) ?? '')));
  }
}

type Asked = Partial<Omit<TransferFilter, 'submissionId'>> & { submission?: string };

function seen(caller: Caller, node: string, asked: Asked): TransferFilter {
  const department = departmentSeenBy(caller, node) ?? asked.department;
  const { item, state, to, submission: submissionId, recordId, overdue } = asked;
  return { department, item, state, to, submissionId, recordId, overdue };
}
