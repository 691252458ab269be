import { Readable } from 'node:stream';
import { chinaTime } from '@necips/domain';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentSeenBy, READERS } from '../../access.ts';
import type { Context } from '../../context.ts';
import type { HeldFilter, ListedHeldRecord } from '../../domain/attribution/held-record.ts';
import { spreadsheetCell, writeCells } from '../../domain/csv/cells.ts';
import { answerBy } from '../../domain/transfer-out/terms.ts';
import { listHeld, streamHeldRecords } from '../../queries/list-held.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { STATE_WORDS } from '../transfer-out/schemas.ts';
import { ageDays, HELD_FILTER, HELD_RECORD, nameOfNode, toHeldJson, wordOf } from './schemas.ts';

/** GET /v1/held-records */
export function listHeldRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '待认领记录列表 Rows whose subject is not known, the oldest first',
    description: '部门只见本部门的记录，含已退回的。 A department sees its own, also what was given back to it.',
    querystring: Type.Object({
      ...HELD_FILTER,
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(HELD_RECORD), next: NEXT }) },
  };
  app.get('/v1/held-records', { schema, config: { access: READERS } }, async (request) => {
    const { limit, cursor, ...asked } = request.query;
    const filter = seen(departmentSeenBy(request.caller, context.node), asked);
    const page = await listHeld(context, { filter, limit, cursor });
    return { items: page.items.map((row) => toHeldJson(row, context.now())), next: page.next };
  });
}

const HEADER = [
  '编号',
  '记录标识',
  '项目',
  '批次',
  '行号',
  '提供单位代码',
  '提供单位',
  '主体类别',
  '代码',
  '注册号',
  '组织机构代码',
];
const HEADER_REST = [
  '名称',
  '原因',
  '等待天数',
  '经办人',
  '退回时间',
  '退回原因',
  '登记地',
  '转送',
  '转出地',
  '应答复日期',
];
const BOM = '\ufeff';

/** GET /v1/held-records.csv */
export function heldCsv(app: HttpApp, context: Context): void {
  const schema = {
    summary: '待认领记录（CSV） Rows whose subject is not known, as CSV',
    description: 'UTF-8，带 BOM，可直接用电子表格打开。 UTF-8 with a byte order mark, for spreadsheets.',
    querystring: Type.Object(HELD_FILTER),
    produces: ['text/csv'],
    response: { 200: Type.Unsafe<Readable>({ type: 'string', description: 'CSV' }) },
  };
  app.get('/v1/held-records.csv', { schema, config: { access: READERS } }, async (request, reply) => {
    const filter = seen(departmentSeenBy(request.caller, context.node), request.query);
    reply.type('text/csv; charset=utf-8');
    reply.header('content-disposition', 'attachment; filename="held-records.csv"');
    return reply.send(Readable.from(lines(streamHeldRecords(context, filter), context.now())));
  });
}

async function* lines(pages: AsyncIterable<ListedHeldRecord[]>, nowMs: number): AsyncGenerator<string> {
  yield `${BOM}${writeCells([...HEADER, ...HEADER_REST])}\r\n`;
  for await (const rows of pages) yield rows.map((row) => `${writeCells(toCells(row, nowMs))}\r\n`).join('');
}

function toCells(row: ListedHeldRecord, nowMs: number): string[] {
  const cells = [
    row.heldId,
    row.recordId,
    row.item,
    row.submissionId,
    row.row,
    row.department,
    row.departmentName,
    wordOf(row.uscc),
    row.uscc,
    row.registrationNumber,
    row.organisationCode,
    row.name,
    row.reason,
    ageDays(row.heldAt, nowMs),
    row.owner,
    row.returnedAt ? chinaTime(row.returnedAt) : undefined,
    row.note,
    nameOfNode(row.locatedNode),
    row.transfer && STATE_WORDS[row.transfer.state],
    nameOfNode(row.originNode),
    row.originNode && answerBy(row.heldAt.getTime()),
  ];
  return cells.map((cell) => spreadsheetCell(String(cell ?? '')));
}

function seen(department: string | undefined, asked: Partial<HeldFilter>): HeldFilter {
  const { item, reason, owner, returned } = asked;
  return { department: department ?? asked.department, item, reason, owner, returned };
}
