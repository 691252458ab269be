import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { checkNode, HELD_WORKERS } from '../../access.ts';
import { assignHeld, claimHeld, returnHeld } from '../../commands/held/work-held.ts';
import type { Context } from '../../context.ts';
import { awaitDirectory } from '../../queries/attribution/await-directory.ts';
import { HELD_PATH, WHY } from './schemas.ts';

/** POST /v1/held-records/{heldId}/claim, …/return, …/assign, …/unassign */
export function workHeld(app: HttpApp, context: Context): void {
  claim(app, context);
  giveBack(app, context);
  assign(app, context);
}

function claim(app: HttpApp, context: Context): void {
  const schema = {
    summary: '认领 Attribute a held row by hand',
    description:
      '记于所指主体名下并公示；刚登记的主体即可认领。 It is recorded under the subject with this code, whatever it says itself; one that ' +
      'was registered just now is found.',
    params: HELD_PATH,
    body: Type.Object(
      {
        code: Type.String({
          pattern: '^[0-9A-Z]{13,18}$',
          description: '主体的统一社会信用代码或注册号 Code or registration number of the subject',
        }),
        reason: WHY,
      },
      { additionalProperties: false },
    ),
    response: { 200: Type.Object({ recordId: Type.String({ description: '记录标识 Identity of the record' }) }) },
  };
  app.post('/v1/held-records/:heldId/claim', { schema, config: { access: HELD_WORKERS } }, async (request) => {
    checkNode(request.caller, context.node);
    const { account } = request.caller;
    await awaitDirectory(context);
    return { recordId: await claimHeld(context, request.params.heldId, { ...request.body, account }) };
  });
}

function giveBack(app: HttpApp, context: Context): void {
  const schema = {
    summary: '退回 Give a held row back to its department',
    description:
      '部门在本部门列表和行错误报告中可见；更正后重新提交的行取而代之。 A row that is sent anew takes its place.',
    params: HELD_PATH,
    body: Type.Object({ reason: WHY }, { additionalProperties: false }),
    response: { 204: Type.Null() },
  };
  app.post('/v1/held-records/:heldId/return', { schema, config: { access: HELD_WORKERS } }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { account } = request.caller;
    await returnHeld(context, request.params.heldId, { account, reason: request.body.reason });
    return reply.code(204).send(null);
  });
}

function assign(app: HttpApp, context: Context): void {
  const config = { access: HELD_WORKERS };
  const response = { 204: Type.Null() };
  const taken = { summary: '经办 Take a held row on', params: HELD_PATH, response };
  app.post('/v1/held-records/:heldId/assign', { schema: taken, config }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { account } = request.caller;
    await assignHeld(context, request.params.heldId, { account, owner: account });
    return reply.code(204).send(null);
  });
  const left = { summary: '不再经办 Leave a held row to others', params: HELD_PATH, response };
  app.post('/v1/held-records/:heldId/unassign', { schema: left, config }, async (request, reply) => {
    checkNode(request.caller, context.node);
    const { account } = request.caller;
    await assignHeld(context, request.params.heldId, { account, owner: undefined });
    return reply.code(204).send(null);
  });
}
