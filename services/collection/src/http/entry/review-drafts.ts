import type { Caller, HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { departmentReviewedBy, REVIEWERS } from '../../access.ts';
import { approveDraft, returnDraft } from '../../commands/entry/review-draft.ts';
import type { Context } from '../../context.ts';
import { DRAFT, DRAFT_PATH, IF_MATCH } from './schemas.ts';
import { seenDraft, showChanged } from './show-draft.ts';

const config = { access: REVIEWERS };

/** POST /v1/drafts/{draftId}/approve, …/return */
export function reviewDrafts(app: HttpApp, context: Context): void {
  const reviewerOf = (caller: Caller) => ({
    account: caller.account,
    department: departmentReviewedBy(caller, context.node),
  });
  const approveSchema = {
    summary: '审核通过 Approve a draft, which is recorded then',
    description:
      '录入人不得审核本人录入的内容（403 `second_person_needed`）。 By another person than the one who entered it. Audited.',
    params: DRAFT_PATH,
    headers: IF_MATCH,
    response: { 200: DRAFT },
  };
  app.post('/v1/drafts/:draftId/approve', { schema: approveSchema, config }, async (request, reply) => {
    await approveDraft(context, seenDraft(request), reviewerOf(request.caller));
    return await showChanged(context, reply, { draftId: request.params.draftId, masked: true });
  });

  const returnSchema = {
    summary: '退回 Give a draft back to whoever entered it',
    params: DRAFT_PATH,
    headers: IF_MATCH,
    body: Type.Object(
      {
        reason: Type.String({
          minLength: 1,
          maxLength: 500,
          pattern: '\\S',
          description: '原因，与草稿一同保存 Why; kept with the draft',
        }),
      },
      { additionalProperties: false },
    ),
    response: { 200: DRAFT },
  };
  app.post('/v1/drafts/:draftId/return', { schema: returnSchema, config }, async (request, reply) => {
    const { reason } = request.body;
    await returnDraft(context, seenDraft(request), { reviewer: reviewerOf(request.caller), reason });
    return await showChanged(context, reply, { draftId: request.params.draftId, masked: true });
  });
}
