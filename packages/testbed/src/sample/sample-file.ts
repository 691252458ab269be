import { SHEET_ROWS_MAX, writeRows } from '@necips/workbook';
import { generateRecords, type RecordOptions, sampleFormat } from './generate-records.ts';
import { columnsOf, csvLine, type Shape } from './record-files.ts';

/** The forms in which files are handed in. */
export const SAMPLE_FORMS = ['csv', 'xlsx', 'jsonl'] as const;
export type SampleForm = (typeof SAMPLE_FORMS)[number];

const PIECE_CHARACTERS = 65_536;

/**
 * A file of made-up records, piece by piece, at any size in little memory. `shape` heads the columns; JSON Lines have none. Throws a
 * RangeError where a workbook cannot hold so many.
 */
export function sampleFile(
  options: RecordOptions,
  { form, shape = 'label' }: { form: SampleForm; shape?: Shape },
): Iterable<string> | AsyncIterable<Uint8Array> {
  if (form === 'jsonl') return inPieces(map(generateRecords(options), (record) => `${JSON.stringify(record)}\n`));
  const { headings, cells } = columnsOf(sampleFormat(options.item), shape);
  if (form === 'csv') return csvPieces(headings, map(generateRecords(options), cells));
  if (options.rows >= SHEET_ROWS_MAX) throw new RangeError(`a sheet holds ${SHEET_ROWS_MAX - 1} records`);
  return writeRows(options.item, headings, map(generateRecords(options), cells));
}

function* csvPieces(headings: readonly string[], rows: Iterable<string[]>): Generator<string> {
  yield csvLine(headings);
  yield* inPieces(map(rows, csvLine));
}

function* map<T, U>(from: Iterable<T>, to: (each: T) => U): Generator<U> {
  for (const each of from) yield to(each);
}

/** A write for each line would take longer than making it. */
function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
