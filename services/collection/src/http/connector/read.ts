import { chinaTime } from '@necips/domain';
import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { DEPARTMENT_READERS, departmentSeenBy } from '../../access.ts';
import type { Context } from '../../context.ts';
import type { ShownConnector } from '../../domain/connector/connector.ts';
import { getConnector, listConnectors } from '../../queries/connector/read-connectors.ts';
import { answerCsv, CSV_ANSWER, everyPage } from '../csv.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { CONNECTOR, CONNECTOR_PATH, STATE_WORDS, toConnectorJson } from './schemas.ts';

const config = { access: DEPARTMENT_READERS };
/** Connectors of one page of an export. */
const EXPORT_PAGE = 200;

/** GET /v1/connectors, /v1/connectors.csv and /v1/connectors/{connectorId} */
export function readConnectors(app: HttpApp, context: Context): void {
  const listSchema = {
    summary: '数据库对接列表 Pull connectors, the newest first',
    description: '部门只见本部门的对接。 A department sees its own.',
    querystring: Type.Object({
      limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
      cursor: CURSOR,
    }),
    response: { 200: Type.Object({ items: Type.Array(CONNECTOR), next: NEXT }) },
  };
  app.get('/v1/connectors', { schema: listSchema, config }, async (request) => {
    const { limit, cursor } = request.query;
    const department = departmentSeenBy(request.caller, context.node);
    const page = await listConnectors(context, { department, limit, cursor });
    return { items: page.items.map(toConnectorJson), next: page.next };
  });

  const csvSchema = { summary: '数据库对接列表（CSV） The same as CSV, all of them', ...CSV_ANSWER };
  app.get('/v1/connectors.csv', { schema: csvSchema, config }, async (request, reply) => {
    const department = departmentSeenBy(request.caller, context.node);
    const pages = everyPage((cursor) => listConnectors(context, { department, limit: EXPORT_PAGE, cursor }));
    return reply.send(answerCsv(reply, 'connectors.csv', HEADER, cellsOf(pages)));
  });

  const schema = {
    summary: '数据库对接 One pull connector',
    params: CONNECTOR_PATH,
    response: { 200: CONNECTOR },
  };
  app.get('/v1/connectors/:connectorId', { schema, config }, async (request) => {
    const department = departmentSeenBy(request.caller, context.node);
    return toConnectorJson(await getConnector(context, request.params.connectorId, department));
  });
}

const COLUMNS: readonly (readonly [heading: string, cell: (connector: ShownConnector) => string | number])[] = [
  ['标识', ({ connectorId }) => connectorId],
  ['提供单位', ({ departmentName }) => departmentName],
  ['提供单位代码', ({ department }) => department],
  ['目录项', ({ item }) => item],
  ['地址', ({ host, port }) => `${host}:${port}`],
  ['数据库', ({ database }) => database],
  ['表或视图', ({ schema, relation }) => `${schema}.${relation}`],
  ['状态', ({ state }) => STATE_WORDS[state]],
  ['原因', ({ reason }) => reason],
  ['说明', ({ explanation }) => explanation],
  ['连续失败', ({ failures }) => failures],
  ['上次读取', ({ pulledAt }) => (pulledAt ? chinaTime(pulledAt) : '')],
  ['下次读取', ({ state, nextAt }) => (state === 'running' ? chinaTime(nextAt) : '')],
  ['已提交行数', ({ rows }) => rows],
];
const HEADER = COLUMNS.map(([heading]) => heading);

async function* cellsOf(pages: AsyncIterable<ShownConnector[]>): AsyncGenerator<string[][]> {
  for await (const connectors of pages) {
    yield connectors.map((connector) => COLUMNS.map(([, cell]) => String(cell(connector))));
  }
}
