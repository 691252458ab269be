import { zstdDecompressSync } from 'node:zlib';
import type { Context } from '../context.ts';
import { RowScanner } from '../domain/csv/row-scanner.ts';
import { readChunk } from '../store/submission/upload-chunks.ts';

/** One row of a stored upload, undecoded: the bytes of `buffer` from `start` to `end`. */
export interface StoredRow {
  number: number;
  buffer: Buffer;
  start: number;
  end: number;
  /** It may hold quotes. */
  quoted: boolean;
  /** The door has reported it; nothing of it is kept. */
  reported: boolean;
}

/** Yields the rows of an upload piece by piece, from row `from` on. */
export async function* readRows(
  { sql }: Pick<Context, 'sql'>,
  submission: { id: string; rows: number },
  from: number,
): AsyncGenerator<StoredRow[]> {
  let ahead = from <= submission.rows ? readPiece(sql, submission.id, from) : undefined;
  while (ahead) {
    const { rows, nextRow } = await ahead;
    // The next piece is fetched and decompressed while this one is worked on.
    ahead = nextRow <= submission.rows ? readPiece(sql, submission.id, nextRow) : undefined;
    ahead?.catch(() => undefined);
    yield rows;
  }
}

/** Holds a whole piece, so that it is read in one call of less than a millisecond. */
const DECOMPRESSION_BUFFER_BYTES = 512 * 1024;

async function readPiece(
  sql: Context['sql'],
  id: string,
  from: number,
): Promise<{ rows: StoredRow[]; nextRow: number }> {
  const chunk = await readChunk(sql, id, from);
  const nextRow = chunk ? chunk.firstRow + chunk.rows : from;
  if (!chunk || nextRow <= from) throw new Error(`submission ${id} has no stored row ${from}`);
  const bytes = zstdDecompressSync(chunk.bytes, { chunkSize: DECOMPRESSION_BUFFER_BYTES });
  const rows: StoredRow[] = [];
  let number = chunk.firstRow;
  const scanner = new RowScanner(Number.POSITIVE_INFINITY, (buffer, start, end, kind, quoted) => {
    if (number >= from) rows.push({ number, buffer, start, end, quoted, reported: kind === 'empty' });
    number += 1;
  });
  scanner.push(bytes);
  if (number !== nextRow)
    throw new Error(`a piece of submission ${id} has ${number - chunk.firstRow} rows, not ${chunk.rows}`);
  return { rows, nextRow };
}
