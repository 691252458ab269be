// ./scripts/generate --item PEN --rows N --seed S --format csv|xlsx|jsonl  writes made-up records of an item to standard output, at
// any size in little memory: lawful but for the shares that are asked for, with valid check characters, and about the
// subjects that `--item REG` makes for the same node and seed.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type RecordOptions, SAMPLE_FORMS, type Shape, sampleFile } from '@necips/testbed';

const USAGE = `usage: ./scripts/generate --item PEN --rows 1000 [--seed 1] [--format csv|xlsx|jsonl] [--node 330000]
  [--shape label|gsxt|2018|2016]   headings of CSV and XLSX; 2018 and 2016 are those of 双公示, for PEN and LIC
  [--first 0]                      number of the first record, so that files with ranges apart share none
  [--first-subject 0] [--subjects 2000]   the subjects that they are about, by turns; REG has one a row
  [--elsewhere 0.05]               share about enterprises of another province
  [--unmatched 0.01]               share about enterprises that nobody has registered
  [--wrong 0.01]                   share that is not in order`;

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
const form = SAMPLE_FORMS.find((each) => each === values.format);
if (!values.item || !/^\d+$/.test(values.rows ?? '') || !shape || !form) {
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

for await (const piece of sampleFile(options, { form, shape })) {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}

function asShape(text: string): Shape | undefined {
  return (['label', 'gsxt', '2018', '2016'] as const).find((each) => each === text);
}
