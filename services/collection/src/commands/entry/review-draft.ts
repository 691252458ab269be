import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { SeenDraft } from '../../domain/entry/entry-draft.ts';
import { lockDraft, type StoredDraft, updateDraft } from '../../store/entry/drafts.ts';
import { handInDraft } from './hand-in-draft.ts';
import { requireDraft } from './require-draft.ts';

/** Who reviews. */
export interface Reviewer {
  account: string;
  /** Only drafts of this department; undefined for all of the node. */
  department: string | undefined;
}

/**
 * Approves a draft as it was seen, which is recorded then (审核通过). Throws `forbidden`, reason `second_person_needed`, to whoever
 * entered it; `not_found`, `conflict`, `precondition` where it is not in review, and what handing it in throws.
 */
export async function approveDraft(
  context: Parameters<typeof handInDraft>[0],
  seen: SeenDraft,
  reviewer: Reviewer,
): Promise<void> {
  const handing = { actor: reviewer.account, act: 'approve_draft', right: rightOf(reviewer) } as const;
  await handInDraft(context, seen, handing);
}

/** Gives a draft back to whoever entered it, with a reason (退回). Throws as `approveDraft` does. */
export async function returnDraft(
  { sql, now, events }: Pick<Context, 'sql' | 'now' | 'events'>,
  seen: SeenDraft,
  { reviewer, reason }: { reviewer: Reviewer; reason: string },
): Promise<void> {
  const { account } = reviewer;
  await sql.begin(async (tx) => {
    requireDraft(await lockDraft(tx, seen.draftId), seen, rightOf(reviewer));
    const changes = { state: 'returned', note: reason, reviewer: account, changed_at: new Date(now()) } as const;
    await updateDraft(tx, seen.draftId, changes);
    // The reason stands with the draft, and goes with it: this log is kept for good, and must not say whom a draft is about.
    await appendAudit(tx, { actor: account, act: 'return_draft', object: seen.draftId });
  });
  events.actPerformed('return_draft', seen.draftId, account);
}

/** What a reviewer may act on. Whoever entered a draft does not decide on it. */
function rightOf({ account, department }: Reviewer) {
  const mayAct = ({ provider }: StoredDraft) => {
    if (department !== undefined && provider.department !== department) return false;
    if (provider.account !== account) return true;
    const message = '录入人不得审核本人录入的内容 (whoever entered it does not review it)';
    throw new ServiceError('forbidden', message, { reason: 'second_person_needed' });
  };
  return { mayAct, states: ['in_review'] } as const;
}
