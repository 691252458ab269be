import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkDepartmentReader, DEPARTMENT_READERS, departmentSeenBy } from '../../access.ts';
import type { Context } from '../../context.ts';
import type { Department } from '../../domain/department/department.ts';
import { getDepartment } from '../../queries/department/get-department.ts';
import { listDepartments } from '../../queries/department/list-departments.ts';
import { answerCsv, CSV_ANSWER, everyPage } from '../csv.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { DEPARTMENT, DEPARTMENT_PATH, toDepartmentJson } from './schemas.ts';

const config = { access: DEPARTMENT_READERS };

/** Departments of one page of an export. */
const EXPORT_PAGE = 200;

/** GET /v1/departments, /v1/departments.csv and /v1/departments/{uscc} */
export function readDepartments(app: HttpApp, context: Context): void {
  const listSchema = {
    summary: '提供部门列表 Departments, by code',
    description: '部门只见本部门。 A department sees itself.',
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(DEPARTMENT), next: NEXT }) },
  };
  app.get('/v1/departments', { schema: listSchema, config }, async (request) => {
    const own = departmentSeenBy(request.caller, context.node);
    if (own !== undefined) return { items: [toDepartmentJson(await getDepartment(context, own))], next: null };
    const page = await listDepartments(context, { limit: request.query.limit, cursor: request.query.cursor });
    return { items: page.items.map(toDepartmentJson), next: page.next };
  });

  const csvSchema = { summary: '提供部门列表（CSV） The same as CSV, all of them', ...CSV_ANSWER };
  app.get('/v1/departments.csv', { schema: csvSchema, config }, async (request, reply) => {
    const own = departmentSeenBy(request.caller, context.node);
    const pages = everyPage(async (cursor) =>
      own === undefined
        ? await listDepartments(context, { limit: EXPORT_PAGE, cursor })
        : { items: [await getDepartment(context, own)], next: null },
    );
    return reply.send(answerCsv(reply, 'departments.csv', HEADER, cellsOf(pages)));
  });

  const schema = { summary: '提供部门 One department', params: DEPARTMENT_PATH, response: { 200: DEPARTMENT } };
  app.get('/v1/departments/:uscc', { schema, config }, async (request) => {
    const { uscc } = request.params;
    checkDepartmentReader(request.caller, context.node, uscc);
    return toDepartmentJson(await getDepartment(context, uscc));
  });
}

const HEADER = [
  '代码',
  '名称',
  '目录项',
  '方式',
  '行政区划',
  '联系方式',
  '账号',
  '须签名',
  '登记时间',
  '停用时间',
  '停用原因',
];

async function* cellsOf(pages: AsyncIterable<Department[]>): AsyncGenerator<string[][]> {
  for await (const departments of pages) yield departments.map(toCells);
}

function toCells({ uscc, name, items, ways, area, contact, accounts, ...rest }: Department): string[] {
  const { signatureRequired, onboardedAt, revokedAt, revokeReason } = rest;
  return [
    [uscc, name, items.join(' '), ways.join(' '), area, contact, accounts.join(' ')],
    [signatureRequired ? '是' : '', onboardedAt.toISOString(), revokedAt?.toISOString() ?? '', revokeReason ?? ''],
  ].flat();
}
