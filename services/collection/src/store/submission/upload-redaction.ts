import type { Executor, Transaction } from '@necips/runtime';
import type { TextEncoding } from '../../domain/csv/encoding.ts';
import type { Form } from '../../domain/forms/row-form.ts';

/** A stored upload that may hold rows about withdrawn records. */
export interface RedactableUpload {
  id: string;
  format: string;
  lastRow: number;
  form: Form;
  sealed: boolean;
  fields: string[];
  encoding: TextEncoding;
  /** The last act of withdrawal that the search will cover. */
  covers: Date;
}

const REDACTABLE = ['completed', 'taken_back', 'cancelled', 'failed'];

/**
 * The oldest upload of a submission that has ended, or waits as failed, which was not searched since the last act of withdrawal.
 * One that came after it is searched once too: its rejected rows may be about withdrawn records as well.
 */
export async function findUploadToRedact(sql: Executor, now: Date): Promise<RedactableUpload | undefined> {
  const [row] = await sql<RedactableUpload[]>`
    select id, format, rows + skipped as "lastRow", form, sealed, fields, encoding, coalesce(last, ${now}) as covers
    from submission cross join (select max(recorded_at) as last from withdrawal) act
    where has_upload and state = any (${REDACTABLE}::text[]) and (
      redacted_at < last or (redacted_at is null and exists (select from tombstone where lifted_at is null))
    ) order by number limit 1`;
  return row;
}

/** Locks the submission of an upload; false where it is at work again, so that its rows must stay. */
export async function lockRedactable(
  tx: Transaction,
  id: string,
): Promise<{ nextRow: number; isUnfinished: boolean } | undefined> {
  const [row] = await tx<{ nextRow: number; isUnfinished: boolean }[]>`
    select next_row as "nextRow", state = 'failed' and undo_target is null as "isUnfinished" from submission
    where id = ${id} and has_upload and state = any (${REDACTABLE}::text[]) for update`;
  return row;
}

/** Replaces a piece by one without some of its rows, and takes what the submission's other tables hold of those. */
export async function redactRows(
  tx: Transaction,
  submissionId: string,
  piece: { firstRow: number; bytes: Buffer; gone: readonly number[] },
): Promise<void> {
  const gone = [...piece.gone];
  await tx`
    update upload_chunk set bytes = ${piece.bytes} where submission_id = ${submissionId} and first_row = ${piece.firstRow}`;
  await tx`
    update row_error set value = '' where submission_id = ${submissionId} and row = any (${gone}::bigint[]) and value <> ''`;
  await tx`delete from repeated_row where submission_id = ${submissionId} and row = any (${gone}::bigint[])`;
  // A hash of the whole file could be tried out where the file is short.
  await tx`update submission set content_hash = null where id = ${submissionId}`;
}

/** Counts rows of an unfinished submission as withheld: it will find them empty. */
export async function countWithheld(tx: Transaction, submissionId: string, rows: number): Promise<void> {
  await tx`update submission set withheld = withheld + ${rows} where id = ${submissionId}`;
}

export async function markRedacted(sql: Executor, submissionId: string, at: Date): Promise<void> {
  await sql`update submission set redacted_at = ${at} where id = ${submissionId}`;
}
