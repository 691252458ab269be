import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { ADMINISTRATORS, checkNode } from '../../access.ts';
import {
  changeConnector,
  pauseConnector,
  removeConnector,
  resumeConnector,
} from '../../commands/connector/change-connector.ts';
import type { Context } from '../../context.ts';
import { getConnector } from '../../queries/connector/read-connectors.ts';
import { ADDRESS, COLUMNS, CONNECTOR, CONNECTOR_PATH, PACE, PASSWORD, REASON, toConnectorJson } from './schemas.ts';

const config = { access: ADMINISTRATORS };

/** PATCH, DELETE /v1/connectors/{connectorId}; POST …/pause and …/resume */
export function operateConnectors(app: HttpApp, context: Context): void {
  const show = async (connectorId: string) => toConnectorJson(await getConnector(context, connectorId));
  const changeSchema = {
    summary: '变更数据库对接 Change how a source is reached or read',
    description:
      '未写明的不变。变更地址或账号须同时提交密码；表、视图、时间戳列和键列不可变更，请另行登记。\n\n' +
      'What is left out stays. Another address or user needs the password anew. Another table, or what orders it, is another connector.',
    params: CONNECTOR_PATH,
    body: Type.Partial(Type.Object({ ...ADDRESS, password: PASSWORD, columns: COLUMNS, ...PACE }), {
      additionalProperties: false,
      minProperties: 1,
    }),
    response: { 200: CONNECTOR },
  };
  app.patch('/v1/connectors/:connectorId', { schema: changeSchema, config }, async (request) => {
    checkNode(request.caller, context.node);
    const { connectorId } = request.params;
    await changeConnector(context, connectorId, { actor: request.caller.account, changes: request.body });
    return await show(connectorId);
  });

  const pauseSchema = {
    summary: '暂停数据库对接 Pause a connector',
    params: CONNECTOR_PATH,
    body: Type.Object({ reason: REASON }, { additionalProperties: false }),
    response: { 200: CONNECTOR },
  };
  app.post('/v1/connectors/:connectorId/pause', { schema: pauseSchema, config }, async (request) => {
    checkNode(request.caller, context.node);
    const { connectorId } = request.params;
    await pauseConnector(context, connectorId, { actor: request.caller.account, reason: request.body.reason });
    return await show(connectorId);
  });

  const resumeSchema = {
    summary: '恢复数据库对接 Let a connector go on',
    description:
      '须先排除停止的原因。fromStart 从头重新读取，内容无变化的不产生新版本。\n\n' +
      'What stopped it is to be mended before. `fromStart` reads the source from its beginning; what is the same makes no version.',
    params: CONNECTOR_PATH,
    body: Type.Object(
      {
        reason: REASON,
        fromStart: Type.Optional(Type.Boolean({ description: '从头重新读取 From the beginning of the source' })),
      },
      { additionalProperties: false },
    ),
    response: { 200: CONNECTOR },
  };
  app.post('/v1/connectors/:connectorId/resume', { schema: resumeSchema, config }, async (request) => {
    checkNode(request.caller, context.node);
    const { connectorId } = request.params;
    const { reason, fromStart = false } = request.body;
    await resumeConnector(context, connectorId, { actor: request.caller.account, reason, fromStart });
    return await show(connectorId);
  });

  const removeSchema = {
    summary: '删除数据库对接 Remove a connector',
    description: '已提交的内容不变。 What it has handed in stays.',
    params: CONNECTOR_PATH,
    response: { 204: Type.Null() },
  };
  app.delete('/v1/connectors/:connectorId', { schema: removeSchema, config }, async (request, reply) => {
    checkNode(request.caller, context.node);
    await removeConnector(context, request.params.connectorId, { actor: request.caller.account });
    return reply.code(204).send(null);
  });
}
