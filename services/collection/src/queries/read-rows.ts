import type { Context } from '../context.ts';
import { type RowHandler, RowScanner } from '../domain/csv/row-scanner.ts';
import { eachLine } from '../domain/forms/line-rows.ts';
import type { Form } from '../domain/forms/row-form.ts';
import { unpackPiece } from '../domain/stored-piece.ts';
import { readChunk } from '../store/submission/upload-chunks.ts';

/** One row of a stored upload, undecoded: the bytes of `buffer` from `start` to `end`. */
export interface StoredRow {
  number: number;
  buffer: Buffer;
  start: number;
  end: number;
  /** It may hold quotes. */
  quoted: boolean;
  /** The door has reported it, or it holds nothing; nothing of it is kept. */
  reported: boolean;
}

/** An upload as it is stored. */
export interface StoredUpload {
  id: string;
  /** Number of its last row. */
  lastRow: number;
  form: Form;
  sealed: boolean;
}

/** Yields the rows of an upload piece by piece, from row `from` on. */
export async function* readRows(
  context: Pick<Context, 'sql' | 'sealer'>,
  upload: StoredUpload,
  from: number,
): AsyncGenerator<StoredRow[]> {
  let ahead = from <= upload.lastRow ? readPiece(context, upload, from) : undefined;
  while (ahead) {
    const { rows, nextRow } = await ahead;
    // The next piece is fetched and decompressed while this one is worked on.
    ahead = nextRow <= upload.lastRow ? readPiece(context, upload, nextRow) : undefined;
    ahead?.catch(() => undefined);
    yield rows;
  }
}

async function readPiece(
  { sql, sealer }: Pick<Context, 'sql' | 'sealer'>,
  { id, form, sealed }: StoredUpload,
  from: number,
): Promise<{ rows: StoredRow[]; nextRow: number }> {
  const chunk = await readChunk(sql, id, from);
  const nextRow = chunk ? chunk.firstRow + chunk.rows : from;
  if (!chunk || nextRow <= from) throw new Error(`submission ${id} has no stored row ${from}`);
  const bytes = unpackPiece(sealer, { submissionId: id, firstRow: chunk.firstRow, sealed }, chunk.bytes);
  const rows: StoredRow[] = [];
  let number = chunk.firstRow;
  const onRow: RowHandler = (buffer, start, end, kind, quoted) => {
    if (number >= from) rows.push({ number, buffer, start, end, quoted, reported: kind === 'empty' });
    number += 1;
  };
  if (form === 'csv') new RowScanner(Number.POSITIVE_INFINITY, onRow).push(bytes);
  else eachLine(bytes, onRow);
  if (number !== nextRow)
    throw new Error(`a piece of submission ${id} has ${number - chunk.firstRow} rows, not ${chunk.rows}`);
  return { rows, nextRow };
}
