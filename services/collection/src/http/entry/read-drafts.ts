import type { Caller, HttpApp } from '@necips/runtime';
import Type from 'typebox';
import { DRAFT_READERS, departmentReviewedBy, providerOf, REVIEWERS, SUBMITTERS } from '../../access.ts';
import type { Context } from '../../context.ts';
import type { EntryDraft } from '../../domain/entry/entry-draft.ts';
import { getDraft, noSuchDraft } from '../../queries/entry/get-draft.ts';
import { listDrafts } from '../../queries/entry/list-drafts.ts';
import { CURSOR, NEXT } from '../schemas.ts';
import { DRAFT, DRAFT_PATH, DRAFT_STATE, LISTED_DRAFT, toListedDraftJson } from './schemas.ts';
import { showDraft } from './show-draft.ts';

const PAGE = {
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: '每页条数 Items a page' }),
  cursor: CURSOR,
};
const response = { 200: Type.Object({ items: Type.Array(LISTED_DRAFT), next: NEXT }) };

/** GET /v1/drafts, /v1/drafts/in-review and /v1/drafts/{draftId} */
export function readDrafts(app: HttpApp, context: Context): void {
  const { draftKeepDays } = context.limits;
  const listSchema = {
    summary: '本人的录入草稿 One’s own drafts, newest first',
    querystring: Type.Object({ state: Type.Optional(DRAFT_STATE), ...PAGE }),
    response,
  };
  app.get('/v1/drafts', { schema: listSchema, config: { access: SUBMITTERS } }, async ({ caller, query }) => {
    const { limit, cursor, state } = query;
    const { account, department } = providerOf(caller, context.node);
    const { items, next } = await listDrafts(context, { account, department }, { limit, cursor, state });
    return { items: items.map((draft) => toListedDraftJson(draft, draftKeepDays)), next };
  });

  const reviewSchema = {
    summary: '待审核的录入草稿 Drafts that wait for a second person, newest first',
    description: '部门的审核人只见本部门的。 An approver of a department sees those of the department.',
    querystring: Type.Object(PAGE),
    response,
  };
  app.get('/v1/drafts/in-review', { schema: reviewSchema, config: { access: REVIEWERS } }, async (request) => {
    const { limit, cursor } = request.query;
    const inReviewOf = departmentReviewedBy(request.caller, context.node);
    const { items, next } = await listDrafts(context, { inReviewOf }, { limit, cursor, state: undefined });
    return { items: items.map((draft) => toListedDraftJson(draft, draftKeepDays)), next };
  });

  const schema = {
    summary: '录入草稿 One draft',
    description:
      '录入人见其本人的，审核人见待审核的。 Its own to whoever enters it; one in review to those who review it.',
    params: DRAFT_PATH,
    response: { 200: DRAFT },
  };
  app.get('/v1/drafts/:draftId', { schema, config: { access: DRAFT_READERS } }, async (request, reply) => {
    const draft = await getDraft(context, request.params.draftId);
    const seenAs = viewOf(request.caller, context.node, draft);
    if (!seenAs) throw noSuchDraft();
    return await showDraft(context, reply, { draft, masked: seenAs === 'reviewer' });
  });
}

/** As what the caller sees a draft; undefined where he does not. */
function viewOf(caller: Caller, node: string, { provider, state }: EntryDraft): 'owner' | 'reviewer' | undefined {
  if (caller.roles.has('department')) {
    const { account, department } = providerOf(caller, node);
    if (account === provider.account && department === provider.department) return 'owner';
  }
  if (!caller.roles.has('approver') || state !== 'in_review') return undefined;
  const reviewed = departmentReviewedBy(caller, node);
  return reviewed === undefined || reviewed === provider.department ? 'reviewer' : undefined;
}
