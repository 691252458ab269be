import type { RowError } from './submission.ts';

/**
 * What has become of one record: it made a new `accepted` version; its content was current already; the errors say why it is not
 * recorded; it is about a record that is lawfully withdrawn; its subject is not known yet; another
 * province has recorded it, where its subject is registered; or it is durable and still `pending`.
 */
export const RECORD_OUTCOMES = [
  'accepted',
  'unchanged',
  'rejected',
  'withheld',
  'held',
  'pending',
  'transferred',
] as const;

export type RecordOutcome = (typeof RECORD_OUTCOMES)[number];

/** The answer to a single record (数据接口). */
export interface RecordAnswer {
  /** The submission that it is a row of. */
  submissionId: string;
  row: number;
  outcome: RecordOutcome;
  /** Of the version that it made; '' and 0 where it made none. */
  recordId: string;
  version: number;
  errors: RowError[];
}

/** The answer about a row that nobody has recorded yet. */
export function pendingAnswer(submissionId: string, row: number): RecordAnswer {
  return { submissionId, row, outcome: 'pending', recordId: '', version: 0, errors: [] };
}

/** What became of a row, by what it left behind once its submission has ended. */
export function outcomeOf(version: number, errors: readonly RowError[]): RecordOutcome {
  if (version > 0) return 'accepted';
  if (errors.some(({ code }) => code === 'withheld')) return 'withheld';
  if (errors.some(({ code }) => code === 'transferred')) return 'transferred';
  if (errors.some(({ finding }) => !finding)) return 'rejected';
  // Of a row that made no version only one that waits is reported otherwise.
  return errors.length > 0 ? 'held' : 'unchanged';
}
