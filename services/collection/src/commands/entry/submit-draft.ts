import { chinaDate } from '@necips/domain';
import { appendAudit } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { openValues } from '../../domain/entry/draft-values.ts';
import type { SeenDraft } from '../../domain/entry/entry-draft.ts';
import type { Provider } from '../../domain/submission.ts';
import { noSuchDraft } from '../../queries/entry/get-draft.ts';
import { requireComplete } from '../../queries/entry/read-draft-values.ts';
import { findDraft, lockDraft, updateDraft } from '../../store/entry/drafts.ts';
import { handInDraft } from './hand-in-draft.ts';
import { isOwn, OPEN_STATES, requireDraft } from './require-draft.ts';

/**
 * Submits a draft: where the catalogue in force asks for a second person it waits for one, otherwise it is recorded. Throws `not_found`,
 * `conflict` where it was changed since it was seen, `precondition` where it is submitted already, `unprocessable`, reason
 * `incomplete_draft`, with everything that is wrong or missing, and what the door of single records throws.
 */
export async function submitDraft(
  context: Parameters<typeof handInDraft>[0] & Pick<Context, 'catalogue'>,
  seen: SeenDraft,
  provider: Provider,
): Promise<void> {
  const right = { mayAct: isOwn(provider), states: OPEN_STATES };
  const { item } = (await findDraft(context.sql, seen.draftId)) ?? {};
  if (item === undefined) throw noSuchDraft();
  const { catalogue, now } = context;
  catalogue.requireLoaded();
  if (catalogue.entry(item, chinaDate(now()))?.needsReview) return await askForReview(context, seen, provider);
  await handInDraft(context, seen, { actor: provider.account, act: 'submit_draft', right });
}

async function askForReview(
  context: Parameters<typeof submitDraft>[0],
  seen: SeenDraft,
  provider: Provider,
): Promise<void> {
  const { sql, sealer, now, events } = context;
  await sql.begin(async (tx) => {
    const right = { mayAct: isOwn(provider), states: OPEN_STATES };
    const { item, sealed } = requireDraft(await lockDraft(tx, seen.draftId), seen, right);
    requireComplete(context, item, openValues(sealer, seen.draftId, sealed));
    const changes = { state: 'in_review', note: '', reviewer: null, changed_at: new Date(now()) } as const;
    await updateDraft(tx, seen.draftId, changes);
    await appendAudit(tx, { actor: provider.account, act: 'submit_draft', object: seen.draftId, details: { item } });
  });
  events.actPerformed('submit_draft', seen.draftId, provider.account);
}
