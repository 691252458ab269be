import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtInFormats, type Format } from '@necips/domain';
import { columnsOf, generateRecords, generateRegistrations, type Shape, sampleFormat } from '@necips/testbed';

const OPTIONS = { node: '330000', today: '2026-01-01' };
const RANGE = { node: '330000', seed: 7 };
const FORMATS = builtInFormats().list('2026-01-01');

function recordsOf(item: string, more: { rows: number } & Record<string, number>): Record<string, unknown>[] {
  return [...generateRecords({ item, ...RANGE, ...more })];
}

test('made-up records of every item are in order, and none twice', () => {
  for (const format of FORMATS) {
    const keys = new Set<string>();
    for (const record of recordsOf(format.item, { rows: 300, subjects: 300 })) {
      const reading = format.read(record, OPTIONS);
      assert.ok(reading.ok, `${format.id} ${JSON.stringify(reading)}`);
      assert.deepEqual(reading.findings, []);
      keys.add(reading.businessKey);
    }
    assert.equal(keys.size, 300, format.id);
  }
});

test('they are about the subjects that the registrations of the same range make', () => {
  const lines = [...generateRegistrations({ ...RANGE, rows: 50 })].join('').trimEnd().split('\n').slice(1);
  const registered = new Set(lines.map((line) => line.split(',').slice(0, 2).join()));
  const records = recordsOf('PEN', { rows: 200, subjects: 50 });

  for (const record of records) assert.ok(registered.has(`${String(record['name'])},${String(record['uscc'])}`));
  const strangers = recordsOf('PEN', { rows: 200, subjects: 50, elsewhere: 0.3, unmatched: 0.3 });
  const known = strangers.filter((record) => registered.has(`${String(record['name'])},${String(record['uscc'])}`));
  assert.ok(known.length > 40 && known.length < 120, String(known.length));
});

test('a share of them is wrong when that is asked for', () => {
  const format = sampleFormat('PEN');
  const wrong = recordsOf('PEN', { rows: 1000, wrong: 0.2 }).filter((record) => !format.read(record, OPTIONS).ok);

  assert.ok(wrong.length > 140 && wrong.length < 260, String(wrong.length));
});

test('a file in any shape reads as the records that it was made of', () => {
  const shapes: [Format, Shape[]][] = FORMATS.map((format) => [
    format,
    format.item === 'PEN' || format.item === 'LIC' ? ['label', 'gsxt', '2018', '2016'] : ['label', 'gsxt'],
  ]);
  for (const [format, each] of shapes) {
    const records = recordsOf(format.item, { rows: 50, subjects: 50 });
    for (const shape of each) {
      const { headings, cells } = columnsOf(format, shape);
      const resolved = format.resolveColumns(headings);
      assert.ok(resolved.ok, `${format.id} ${shape} ${JSON.stringify(resolved)}`);
      for (const record of records) {
        const row = Object.fromEntries(cells(record).map((cell, column) => [resolved.fields[column]!, cell]));
        const reading = format.read(row, OPTIONS);
        assert.ok(reading.ok, `${format.id} ${shape} ${JSON.stringify(reading)}`);
        if (shape === 'label') assert.deepEqual(reading, format.read(record, OPTIONS));
      }
    }
  }
});

test('records go on where the range before them ended', () => {
  const whole = recordsOf('LIC', { rows: 20 });

  assert.deepEqual(recordsOf('LIC', { rows: 5, first: 15 }), whole.slice(15));
});
