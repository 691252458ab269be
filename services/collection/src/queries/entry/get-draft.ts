import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { openValues } from '../../domain/entry/draft-values.ts';
import type { DraftValues, EntryDraft } from '../../domain/entry/entry-draft.ts';
import type { RecordAnswer } from '../../domain/record-outcome.ts';
import { findDraft } from '../../store/entry/drafts.ts';
import { findRecordOutcome } from '../find-record-outcome.ts';

/** A draft with what was typed. */
export interface DraftWithValues extends EntryDraft {
  /** Null once it was handed in. */
  values: DraftValues | null;
  /** What became of it when it was handed in last; null where it never was. */
  answer: RecordAnswer | null;
}

/** One draft. Throws `not_found`, reason `no_such_draft`. */
export async function getDraft(
  { sql, sealer }: Pick<Context, 'sql' | 'sealer'>,
  draftId: string,
): Promise<DraftWithValues> {
  const draft = await findDraft(sql, draftId);
  if (!draft) throw noSuchDraft();
  const { sealed, ...shown } = draft;
  const values = sealed && openValues(sealer, draftId, sealed);
  return { ...shown, values, answer: shown.submissionId ? await findRecordOutcome({ sql }, shown.submissionId) : null };
}

/** There is no such draft, or none that the caller may see. */
export function noSuchDraft(): ServiceError {
  return new ServiceError('not_found', '没有此草稿，或已过期 (no such draft, or its time is over)', {
    reason: 'no_such_draft',
  });
}
