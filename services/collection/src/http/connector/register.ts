import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import { registerConnector } from '../../commands/connector/register-connector.ts';
import type { Context } from '../../context.ts';
import { getConnector } from '../../queries/connector/read-connectors.ts';
import { DEPARTMENT_PATH } from '../department/schemas.ts';
import { ADDRESS, COLUMNS, CONNECTOR, PACE, PASSWORD, RELATION, toConnectorJson } from './schemas.ts';

const OVERLAP_DEFAULT = 600;
const PERIOD_SECONDS_DEFAULT = 300;
const BATCH_ROWS_DEFAULT = 1_000;

/** POST /v1/connectors */
export function registerConnectorRoute(app: HttpApp, context: Context): void {
  const schema = {
    summary: '登记数据库对接 Register a pull connector',
    description:
      '从部门自有 PostgreSQL 表或视图按时间戳读取。登记时即试读一行，有问题不予登记。\n\n' +
      'A department’s own table or view in PostgreSQL, read by watermark. One row is read before it is registered: 422 says what is wrong ' +
      'with the source. Each batch is a submission of way `connector`.',
    body: Type.Object(
      {
        department: DEPARTMENT_PATH.properties.uscc,
        item: Type.String({ maxLength: 100, description: '资源目录项 Catalogue item' }),
        ...ADDRESS,
        password: PASSWORD,
        ...RELATION,
        columns: COLUMNS,
        overlap: Type.Optional(PACE.overlap),
        periodSeconds: Type.Optional(PACE.periodSeconds),
        batchRows: Type.Optional(PACE.batchRows),
      },
      { additionalProperties: false },
    ),
    response: { 201: CONNECTOR },
  };
  app.post('/v1/connectors', { schema, config: { access: ADMINISTRATORS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { password, ...given } = request.body;
    const { overlap = OVERLAP_DEFAULT, periodSeconds = PERIOD_SECONDS_DEFAULT, batchRows = BATCH_ROWS_DEFAULT } = given;
    const terms = { ...given, overlap, periodSeconds, batchRows };
    const connectorId = await registerConnector(context, terms, { actor: request.caller.account, password });
    reply.header('location', `/v1/connectors/${connectorId}`).code(201);
    return toConnectorJson(await getConnector(context, connectorId));
  });
}
