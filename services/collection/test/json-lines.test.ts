import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, countsOf, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_ROW_BYTES_MAX: '65536' });
});
after(() => collection[Symbol.asyncDispose]());

const JSON_LINES = { headers: { 'content-type': 'application/x-ndjson' } };

/** The row that `aRow` gives, as an object. */
function anObject(number: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const [name, code, date, person, province] = aRow(number).split(',');
  return { 企业名称: name, UNISCID: code, establishedOn: date, 法人代表: person, 所在省份: province, ...more };
}

const lines = (...objects: object[]) => `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`;

test('a line of JSON makes the record that a row of CSV makes, by names, labels and short names alike', async () => {
  const first = await collection.load(lines(anObject(1), anObject(2), anObject(3)), JSON_LINES);
  const again = await collection.load(aFile(aRow(1), aRow(2), aRow(3)));

  assert.deepEqual(countsOf(first), { rows: 3, accepted: 3, unchanged: 0, rejected: 0 });
  assert.deepEqual(countsOf(again), { rows: 3, accepted: 0, unchanged: 3, rejected: 0 });
});

test('JSON Lines are known by their content, whatever they are declared as', async () => {
  const body = `\ufeff${lines(anObject(10), anObject(11))}`;
  const asCsv = await collection.load(body);
  const asBytes = await collection.load(body, { headers: { 'content-type': 'application/octet-stream' } });

  assert.deepEqual(countsOf(asCsv), { rows: 2, accepted: 2, unchanged: 0, rejected: 0 });
  assert.deepEqual(countsOf(asBytes), { rows: 2, accepted: 0, unchanged: 2, rejected: 0 });
});

test('a wrong line is a fault of that line, under the number that it has in the file', async () => {
  const deep = JSON.stringify({ ...anObject(21), list: [[[[[[[[[1]]]]]]]]] });
  const file = [
    JSON.stringify(anObject(20)),
    '{"企业名称": "半截',
    '',
    '[1,2]',
    `${JSON.stringify(anObject(22)).slice(0, -1)},"企业\\u540d称":"乙"}`,
    deep,
    JSON.stringify(anObject(23, { 法人代表: 'x'.repeat(70_000) })),
    `${JSON.stringify(anObject(24)).slice(0, -1)},"注册资金":1234567890123456789}`,
    '\t ',
    JSON.stringify(anObject(25)),
  ];

  const submission = await collection.load(file.join('\r\n'), JSON_LINES);
  const errors = await collection.errors(submission.submissionId);

  assert.deepEqual(countsOf(submission), { rows: 8, accepted: 2, unchanged: 0, rejected: 6 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [
      [2, 'not_json'],
      [4, 'not_an_object'],
      [5, 'duplicate_member'],
      [6, 'too_deep'],
      [7, 'row_too_large'],
      [8, 'imprecise_number'],
    ],
  );
  assert.match(errors[2]?.reason ?? '', /企业名称/);
});

test('of two lines about one record the last one counts, whatever the names of their members', async () => {
  const [first, second] = [anObject(30), { code: aCode(30), name: '后一名称有限公司', ESTDATE: '2016-03-01' }];
  const submission = await collection.load(lines(first, second), JSON_LINES);
  const errors = await collection.errors(submission.submissionId);

  assert.deepEqual(countsOf(submission), { rows: 2, accepted: 1, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [[1, 'superseded_in_file']],
  );
});

test('an array, an old workbook and a declared workbook that is none are refused as a whole', async () => {
  const reasonOf = async (body: string | Buffer, contentType: string) => {
    const response = await collection.submit(body, { headers: { 'content-type': contentType } });
    return [response.status, ((await response.json()) as { reason: string }).reason];
  };
  const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

  assert.deepEqual(await reasonOf(JSON.stringify([anObject(1)]), 'application/x-ndjson'), [422, 'json_array']);
  assert.deepEqual(await reasonOf(Buffer.from('d0cf11e0a1b11ae100', 'hex'), sheet), [422, 'unsupported_workbook']);
  assert.deepEqual(await reasonOf(aFile(aRow(1)), sheet), [422, 'not_xlsx']);
  assert.deepEqual(await reasonOf('\n\n', 'application/x-ndjson'), [422, 'empty_file']);
});
