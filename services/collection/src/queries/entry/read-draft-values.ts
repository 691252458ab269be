import { chinaDate, type DraftReading, validateDraft } from '@necips/domain';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import type { DraftValues } from '../../domain/entry/entry-draft.ts';
import { getFormatInForce } from '../get-format.ts';

type ReadingContext = Pick<Context, 'formats' | 'now' | 'node' | 'checkSwitchDate'>;

/** What is wrong with what was typed, and what is missing, by the format in force today. Throws `invalid`, reason `unknown_item`. */
export function readDraftValues(context: ReadingContext, item: string, values: DraftValues): DraftReading {
  const { now, node, checkSwitchDate } = context;
  return validateDraft(getFormatInForce(context, item), values, { node, today: chinaDate(now()), checkSwitchDate });
}

/** Throws `unprocessable`, reason `incomplete_draft`, with all faults, unless the draft may be handed in. */
export function requireComplete(context: ReadingContext, item: string, values: DraftValues): void {
  const { isComplete, wrong, missing } = readDraftValues(context, item, values);
  if (isComplete) return;
  const message = `尚有 ${wrong.length} 处有误、${missing.length} 项未填 (something is wrong or missing)`;
  throw new ServiceError('unprocessable', message, { reason: 'incomplete_draft', details: { wrong, missing } });
}
