// ./scripts/generate --item PEN --rows N --seed S --format csv|xlsx|jsonl  writes made-up records of an item to standard output, at
// any size in little memory: lawful but for the shares that are asked for, with valid check characters, and about the
// subjects that `--item REG` makes for the same node and seed.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { columnsOf, csvLine, generateRecords, type RecordOptions, type Shape, sampleFormat } from '@necips/testbed';
import { SHEET_ROWS_MAX, writeRows } from '@necips/workbook';

const USAGE = `usage: ./scripts/generate --item PEN --rows 1000 [--seed 1] [--format csv|xlsx|jsonl] [--node 330000]
  [--shape label|gsxt|2018|2016]   headings of CSV and XLSX; 2018 and 2016 are those of 双公示, for PEN and LIC
  [--first 0]                      number of the first record, so that files with ranges apart share none
  [--first-subject 0] [--subjects 2000]   the subjects that they are about, by turns; REG has one a row
  [--elsewhere 0.05]               share about enterprises of another province
  [--unmatched 0.01]               share about enterprises that nobody has registered
  [--wrong 0.01]                   share that is not in order`;

const PIECE_CHARACTERS = 65_536;

const { values } = parseArgs({
  options: {
    item: { type: 'string' },
    rows: { type: 'string' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string', default: 'csv' },
    node: { type: 'string', default: '330000' },
    shape: { type: 'string', default: 'label' },
    first: { type: 'string', default: '0' },
    'first-subject': { type: 'string', default: '0' },
    subjects: { type: 'string' },
    elsewhere: { type: 'string', default: '0' },
    unmatched: { type: 'string', default: '0' },
    wrong: { type: 'string', default: '0' },
  },
});

const shape = asShape(values.shape);
if (!values.item || !/^\d+$/.test(values.rows ?? '') || !shape || !['csv', 'xlsx', 'jsonl'].includes(values.format)) {
  console.error(USAGE);
  process.exit(2);
}
const rows = Number(values.rows);
// A registration is about itself, so that every row is a subject of its own.
const subjects = values.item === 'REG' ? Number(values.first) + rows : Number(values.subjects ?? 2000);
const options: RecordOptions = {
  item: values.item,
  node: values.node,
  rows,
  seed: Number(values.seed),
  first: Number(values.first),
  firstSubject: Number(values['first-subject']),
  subjects: Math.max(1, subjects),
  elsewhere: Number(values.elsewhere),
  unmatched: Number(values.unmatched),
  wrong: Number(values.wrong),
};
// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

if (values.format === 'jsonl') await write(jsonLines());
else {
  const { headings, cells } = columnsOf(sampleFormat(values.item), shape);
  if (values.format === 'csv') await write(csvLines(headings, cells));
  else if (rows >= SHEET_ROWS_MAX) throw new RangeError(`a sheet holds ${SHEET_ROWS_MAX - 1} records`);
  else await write(writeRows(values.item, headings, map(generateRecords(options), cells)));
}

function* jsonLines(): Generator<string> {
  yield* inPieces(map(generateRecords(options), (record) => `${JSON.stringify(record)}\n`));
}

function* csvLines(
  headings: readonly string[],
  cells: (record: Record<string, unknown>) => string[],
): Generator<string> {
  yield csvLine(headings);
  yield* inPieces(map(generateRecords(options), (record) => csvLine(cells(record))));
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

async function write(pieces: Iterable<string> | AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}

function asShape(text: string): Shape | undefined {
  return (['label', 'gsxt', '2018', '2016'] as const).find((each) => each === text);
}
