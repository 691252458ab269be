import { appendAudit } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { sealValues } from '../../domain/entry/draft-values.ts';
import type { DraftValues, SeenDraft } from '../../domain/entry/entry-draft.ts';
import type { Provider } from '../../domain/submission.ts';
import { deleteDraft, lockDraft, updateDraft } from '../../store/entry/drafts.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';
import { isOwn, OPEN_STATES, requireDraft } from './require-draft.ts';

/**
 * Puts what was typed in the place of what was there; it need not be complete, nor right. Throws `not_found`, `conflict` where another
 * tab has saved since, `precondition` where it is in review or handed in.
 */
export async function saveDraft(
  context: Pick<Context, 'sql' | 'now' | 'sealer'>,
  seen: SeenDraft,
  { provider, values }: { provider: Provider; values: DraftValues },
): Promise<void> {
  const { sql, now, sealer } = context;
  await checkSealingKey(context, sql);
  await sql.begin(async (tx) => {
    requireDraft(await lockDraft(tx, seen.draftId), seen, { mayAct: isOwn(provider), states: OPEN_STATES });
    const sealed = sealValues(sealer, seen.draftId, values);
    await updateDraft(tx, seen.draftId, { sealed, changed_at: new Date(now()) });
  });
}

/** Gives a draft up, also one in review. Throws `not_found`, `conflict`, and `precondition` where it was handed in. */
export async function discardDraft(
  { sql, events }: Pick<Context, 'sql' | 'events'>,
  seen: SeenDraft,
  provider: Provider,
): Promise<void> {
  await sql.begin(async (tx) => {
    const states = [...OPEN_STATES, 'in_review'] as const;
    requireDraft(await lockDraft(tx, seen.draftId), seen, { mayAct: isOwn(provider), states });
    await deleteDraft(tx, seen.draftId);
    await appendAudit(tx, { actor: provider.account, act: 'discard_draft', object: seen.draftId });
  });
  events.actPerformed('discard_draft', seen.draftId, provider.account);
}
