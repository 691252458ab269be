import { writeXlsxStream } from 'hucre/xlsx';

/** Rows that a sheet holds, with that of its headings. */
export const SHEET_ROWS_MAX = 1_048_576;

/**
 * Writes a workbook of one sheet, all its cells texts, as the rows come: memory does not grow with them.
 * @param name of the sheet, 31 characters at most
 */
export function writeRows(
  name: string,
  headings: readonly string[],
  rows: Iterable<readonly string[]>,
): ReadableStream<Uint8Array> {
  return writeXlsxStream(asArrays(rows), {
    name,
    columns: headings.map((header) => ({ header })),
    freezePane: { rows: 1 },
  });
}

function* asArrays(rows: Iterable<readonly string[]>): Generator<string[]> {
  for (const row of rows) yield [...row];
}
