import { appendAudit, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { openValues, sealValues } from '../../domain/entry/draft-values.ts';
import type { SeenDraft } from '../../domain/entry/entry-draft.ts';
import { requireComplete } from '../../queries/entry/read-draft-values.ts';
import { getFormatInForce } from '../../queries/get-format.ts';
import { findDraft, lockDraft, type StoredDraft, updateDraft } from '../../store/entry/drafts.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';
import { requireDraft } from './require-draft.ts';

type HandInContext = Pick<
  Context,
  'sql' | 'now' | 'node' | 'formats' | 'checkSwitchDate' | 'sealer' | 'events' | 'records'
>;

/** Who hands a draft in, and which drafts are his to hand in. */
export interface HandingIn {
  actor: string;
  act: 'submit_draft' | 'approve_draft';
  right: Parameters<typeof requireDraft>[2];
}

/**
 * Makes a draft the row of a submission of way `entry`, of the department and account that entered it: what was typed is looked at once
 * more, and in the transaction that makes the row durable it must still be what was looked at. From then on it is in the submission
 * alone. Where it is rejected it comes back and may be mended.
 */
export async function handInDraft(context: HandInContext, seen: SeenDraft, handing: HandingIn): Promise<void> {
  const { sql, sealer, now, events, records } = context;
  const { actor, act, right } = handing;
  await checkSealingKey(context, sql);
  const { item, provider, sealed } = requireDraft(await findDraft(sql, seen.draftId), seen, right);
  const values = openValues(sealer, seen.draftId, sealed);
  requireComplete(context, item, values);
  const handIn = async (tx: Transaction, submissionId: string) => {
    requireDraft(await lockDraft(tx, seen.draftId), seen, right);
    await updateDraft(tx, seen.draftId, {
      state: 'submitted',
      sealed: null,
      note: '',
      reviewer: act === 'approve_draft' ? actor : null,
      submission_id: submissionId,
      changed_at: new Date(now()),
    });
    await appendAudit(tx, { actor, act, object: seen.draftId, details: { submission: submissionId } });
  };
  const { draftId } = seen;
  const format = getFormatInForce(context, item);
  const record = JSON.stringify(values);
  const draft = { draftId, handIn };
  const answer = await records.submit({ provider, format, record, idempotencyKey: undefined, draft });
  events.actPerformed(act, draftId, actor);
  if (answer.outcome !== 'rejected') return;
  await sql.begin(async (tx) => {
    if (!isStill(await lockDraft(tx, draftId), answer.submissionId)) return;
    const note = '记录被拒绝，原因见结果 (the record was rejected)';
    const again = sealValues(sealer, draftId, values);
    await updateDraft(tx, draftId, { state: 'returned', sealed: again, note, changed_at: new Date(now()) });
  });
}

function isStill(draft: StoredDraft | undefined, submissionId: string): boolean {
  return draft?.state === 'submitted' && draft.submissionId === submissionId;
}
