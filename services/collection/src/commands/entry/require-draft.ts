import { ServiceError } from '@necips/runtime';
import type { DraftState, SeenDraft } from '../../domain/entry/entry-draft.ts';
import { noSuchDraft } from '../../queries/entry/get-draft.ts';
import type { StoredDraft } from '../../store/entry/drafts.ts';

/**
 * The draft as its caller saw it, in one of the states in which it may be acted on. `mayAct` tells whether it is the caller's to act on.
 * Throws `not_found`; `conflict`, reason `draft_changed`, where it was changed since; `precondition`, reason `draft_state`.
 */
export function requireDraft(
  draft: StoredDraft | undefined,
  { revision }: SeenDraft,
  { mayAct, states }: { mayAct: (draft: StoredDraft) => boolean; states: readonly DraftState[] },
): StoredDraft & { sealed: Buffer } {
  if (!draft || !mayAct(draft)) throw noSuchDraft();
  if (draft.revision !== revision) {
    throw new ServiceError('conflict', '草稿已被更改，请重新打开后再试 (the draft was changed since you saw it)', {
      reason: 'draft_changed',
      details: { revision: draft.revision },
    });
  }
  const { sealed, state } = draft;
  if (sealed && states.includes(state)) return { ...draft, sealed };
  throw new ServiceError('precondition', `草稿当前状态为 ${state}，不能这样办理 (not in this state)`, {
    reason: 'draft_state',
    details: { state },
  });
}

/** Whether a draft is an account's own: entered by it, for the department that it still belongs to. */
export function isOwn({ account, department }: { account: string; department: string }) {
  return ({ provider }: StoredDraft) => provider.account === account && provider.department === department;
}

/** The states in which whoever enters a draft may change it. */
export const OPEN_STATES = ['editing', 'returned'] as const;
