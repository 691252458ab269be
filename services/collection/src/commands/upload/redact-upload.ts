import { findRecordId } from '@necips/domain';
import type { Context } from '../../context.ts';
import { createKeyReader } from '../../domain/forms/read-values.ts';
import { packPiece } from '../../domain/stored-piece.ts';
import { getFormat } from '../../queries/get-format.ts';
import { readRows, type StoredRow } from '../../queries/read-rows.ts';
import { markErasureDue } from '../../store/erasure-due.ts';
import { insertRowErrors } from '../../store/submission/row-errors.ts';
import {
  countWithheld,
  findUploadToRedact,
  lockRedactable,
  markRedacted,
  type RedactableUpload,
  redactRows,
} from '../../store/submission/upload-redaction.ts';
import { findTombstones } from '../../store/withdrawal/tombstones.ts';
import { withheldReport } from '../submission/withhold-rows.ts';

const LINE_FEED = Buffer.from('\n');

/**
 * Searches the next stored upload for rows about withdrawn records and empties them: in the file, in the report, and among
 * its repeated rows. False when there is none to be searched. Rows are known by their business key alone, so that wrong ones
 * are found too. May be cut short at any piece and done again.
 */
export async function redactNextUpload(
  context: Pick<Context, 'sql' | 'now' | 'node' | 'tombstones' | 'sealer' | 'formats' | 'events'>,
  signal: AbortSignal,
): Promise<boolean> {
  const upload = await findUploadToRedact(context.sql, new Date(context.now()));
  if (!upload) return false;
  let rows = 0;
  for await (const piece of readRows(context, upload, 1)) {
    if (signal.aborted) return false;
    const gone = await withdrawnRows(context, upload, piece);
    if (gone.length === 0) continue;
    // It is at work again: its rows are withheld where they are recorded, and it is searched when it has ended.
    if (!(await redact(context, upload, piece, gone))) return false;
    rows += gone.length;
  }
  await markRedacted(context.sql, upload.id, upload.covers);
  if (rows > 0) context.events.uploadRedacted(upload.id, rows);
  return true;
}

async function withdrawnRows(
  { sql, node, tombstones, formats }: Pick<Context, 'sql' | 'node' | 'tombstones' | 'formats'>,
  upload: RedactableUpload,
  piece: readonly StoredRow[],
): Promise<number[]> {
  const format = getFormat({ formats }, upload.format);
  const readKey = createKeyReader({ ...upload, format });
  const keyed = piece.flatMap(({ number, buffer, start, end, reported }) => {
    const key = reported ? undefined : readKey(buffer, start, end);
    const recordId = key && findRecordId({ node, item: format.item, businessKey: key });
    return recordId ? { number, hash: tombstones.of(recordId) } : [];
  });
  const found = await findTombstones(
    sql,
    keyed.map(({ hash }) => hash),
  );
  return keyed.flatMap(({ number, hash }) => (found.get(hash.toString('hex')) === true ? number : []));
}

async function redact(
  { sql, now, sealer }: Pick<Context, 'sql' | 'now' | 'sealer'>,
  { id, sealed }: RedactableUpload,
  piece: readonly StoredRow[],
  gone: readonly number[],
): Promise<boolean> {
  const emptied = new Set(gone);
  const lines = piece.flatMap(({ number, buffer, start, end, reported }) =>
    reported || emptied.has(number) ? [LINE_FEED] : [buffer.subarray(start, end), LINE_FEED],
  );
  const firstRow = piece[0]?.number ?? 1;
  const bytes = await packPiece(sealer, { submissionId: id, firstRow, sealed }, Buffer.concat(lines));
  return await sql.begin(async (tx) => {
    const place = await lockRedactable(tx, id);
    if (!place) return false;
    await redactRows(tx, id, { firstRow, bytes, gone });
    const unread = place.isUnfinished ? gone.filter((row) => row >= place.nextRow) : [];
    if (unread.length > 0) {
      await countWithheld(tx, id, unread.length);
      await insertRowErrors(tx, id, unread.map(withheldReport));
    }
    await markErasureDue(tx, ['public.repeated_row', 'public.row_error', 'public.upload_chunk'], new Date(now()));
    return true;
  });
}
