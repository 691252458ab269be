import type { HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { providerOf, SUBMITTERS } from '../../access.ts';
import { createDraft } from '../../commands/entry/create-draft.ts';
import { discardDraft, saveDraft } from '../../commands/entry/save-draft.ts';
import { submitDraft } from '../../commands/entry/submit-draft.ts';
import type { Context } from '../../context.ts';
import { DRAFT, DRAFT_PATH, IF_MATCH, VALUES } from './schemas.ts';
import { seenDraft, showChanged } from './show-draft.ts';

const config = { access: SUBMITTERS };

/** POST /v1/drafts; PUT, DELETE /v1/drafts/{draftId}; POST /v1/drafts/{draftId}/submit */
export function writeDrafts(app: HttpApp, context: Context): void {
  create(app, context);
  save(app, context);
  discard(app, context);
  submit(app, context);
}

function create(app: HttpApp, context: Context): void {
  const schema = {
    summary: '新建录入草稿（在线录入） Begin a draft of online entry',
    description:
      '表单见 /v1/formats/{item}/form。草稿封存保存，逾期删除。\n\n' +
      'The form is that of the item’s format. A draft is kept sealed, and deleted when it has not been changed for long (`expiresAt`).',
    body: Type.Object(
      {
        item: Type.String({ maxLength: 100, description: '资源目录项 Catalogue item' }),
        values: Type.Optional(VALUES),
      },
      { additionalProperties: false },
    ),
    response: { 201: DRAFT },
  };
  const bodyLimit = context.limits.draftBytesMax;
  app.post('/v1/drafts', { schema, config, bodyLimit }, async (request, reply) => {
    const provider = providerOf(request.caller, context.node);
    const { item, values = {} } = request.body;
    const draftId = await createDraft(context, { item, values, provider });
    reply.header('location', `/v1/drafts/${draftId}`).code(201);
    return await showChanged(context, reply, { draftId });
  });
}

function save(app: HttpApp, context: Context): void {
  const schema = {
    summary: '保存录入草稿 Save what was typed',
    description:
      '取代原有内容，可不完整；答复逐字段说明问题。 It takes the place of what was there and need not be complete; the answer says ' +
      'what is wrong, field by field. A draft in review, or handed in, is not changed.',
    params: DRAFT_PATH,
    headers: IF_MATCH,
    body: Type.Object({ values: VALUES }, { additionalProperties: false }),
    response: { 200: DRAFT },
  };
  const bodyLimit = context.limits.draftBytesMax;
  app.put('/v1/drafts/:draftId', { schema, config, bodyLimit }, async (request, reply) => {
    const provider = providerOf(request.caller, context.node);
    const { draftId } = request.params;
    await saveDraft(context, seenDraft(request), { provider, values: request.body.values });
    return await showChanged(context, reply, { draftId });
  });
}

function discard(app: HttpApp, context: Context): void {
  const schema = {
    summary: '废弃录入草稿 Give a draft up',
    description: '已提交的不可废弃，可撤回其批次。 One that was handed in is taken back as a submission.',
    params: DRAFT_PATH,
    headers: IF_MATCH,
    response: { 204: Type.Null() },
  };
  app.delete('/v1/drafts/:draftId', { schema, config }, async (request, reply) => {
    await discardDraft(context, seenDraft(request), providerOf(request.caller, context.node));
    return reply.code(204).send(null);
  });
}

function submit(app: HttpApp, context: Context): void {
  const schema = {
    summary: '提交录入草稿 Submit a draft',
    description:
      '目录规定须审核的项目转为待审核，其余即时记录，结果见 answer。被拒绝的退回录入人更正。\n\n' +
      'Where the catalogue asks for it, it waits for a second person (`in_review`); otherwise it is recorded at once, and `answer` says ' +
      'what has become of it. A rejected one is returned. 422 `incomplete_draft` names everything that is wrong or missing.',
    params: DRAFT_PATH,
    headers: IF_MATCH,
    response: { 200: DRAFT },
  };
  app.post('/v1/drafts/:draftId/submit', { schema, config }, async (request, reply) => {
    await submitDraft(context, seenDraft(request), providerOf(request.caller, context.node));
    return await showChanged(context, reply, { draftId: request.params.draftId });
  });
}
