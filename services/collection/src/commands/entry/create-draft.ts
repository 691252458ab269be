import { randomUUID } from 'node:crypto';
import { appendAudit, ServiceError } from '@necips/runtime';
import { requireMayHandIn } from '../../admission.ts';
import type { Context } from '../../context.ts';
import { sealValues } from '../../domain/entry/draft-values.ts';
import type { DraftValues } from '../../domain/entry/entry-draft.ts';
import type { Provider } from '../../domain/submission.ts';
import { requireProvision } from '../../queries/catalogue/require-provision.ts';
import { getFormatInForce } from '../../queries/get-format.ts';
import { holdAdmission } from '../../store/department/admission.ts';
import { countOpenDrafts, insertDraft } from '../../store/entry/drafts.ts';
import { checkSealingKey } from '../upload/check-sealing-key.ts';

/**
 * Begins a draft of an item. Throws `invalid` for an unknown item, `forbidden` where the department may not hand it in by entering it,
 * `limited`, reason `too_many_drafts`, where the account has as many as it may have.
 */
export async function createDraft(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'catalogue' | 'formats' | 'sealer' | 'limits' | 'events'>,
  { item, values, provider }: { item: string; values: DraftValues; provider: Provider },
): Promise<string> {
  const { sql, now, sealer, limits, events } = context;
  getFormatInForce(context, item);
  requireProvision(context, { item, department: provider.department, way: 'entry' });
  await checkSealingKey(context, sql);
  const draftId = randomUUID();
  await sql.begin(async (tx) => {
    requireMayHandIn(await holdAdmission(tx, provider), { item, way: 'entry' });
    if ((await countOpenDrafts(tx, provider.account)) >= limits.draftsMax) throw tooMany(limits.draftsMax);
    const sealed = sealValues(sealer, draftId, values);
    await insertDraft(tx, { draftId, item, provider, sealed, at: new Date(now()) });
    await appendAudit(tx, { actor: provider.account, act: 'create_draft', object: draftId, details: { item } });
  });
  events.actPerformed('create_draft', draftId, provider.account);
  return draftId;
}

function tooMany(limit: number): ServiceError {
  const message = `草稿已达 ${limit} 份，请先提交或废弃一些 (submit or discard some drafts first)`;
  return new ServiceError('limited', message, { reason: 'too_many_drafts', details: { limit } });
}
