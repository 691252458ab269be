import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLatenessCheck } from '../src/domain/department/lateness.ts';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aFile, aRow, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

const DEPARTMENT = DEPARTMENTS[0].uscc;

interface Figures {
  ways: { way: string; submissions: number; rows: number; accepted: number; rejected: number }[];
  faults: { code: string; reason: string; lines: number }[];
  late: number;
  lastSubmissionAt: string | null;
  silentDays: number;
}

async function figuresOf(query = ''): Promise<Figures> {
  return await collection.get(`/v1/departments/${DEPARTMENT}/figures${query}`, collection.token('officer'));
}

async function csvOf(path: string, token = collection.token('province-admin')): Promise<string> {
  const response = await collection.call(path, {}, token);
  assert.match(response.headers.get('content-type') ?? '', /^text\/csv/);
  const text = Buffer.from(await response.arrayBuffer()).toString();
  assert.ok(text.startsWith('\ufeff'));
  return text;
}

test('figures tell what a department has handed in by each way, and why rows were rejected', async () => {
  await collection.load(aFile(...someRows(1, 3), aRow(4, { date: '不是日期' }), aRow(5, { date: '2999-01-01' })));
  using client = collection.grpc();
  await client.upload('submit', requests());
  const { submissionId } = ((await collection.get('/v1/submissions?limit=1')) as { items: { submissionId: string }[] })
    .items[0] ?? { submissionId: '' };
  await collection.untilEnded(submissionId);

  const figures = await figuresOf();

  assert.deepEqual(
    figures.ways.map(({ way, submissions, rows, accepted, rejected }) => [way, submissions, rows, accepted, rejected]),
    [
      ['import', 1, 5, 3, 2],
      ['interface', 1, 1, 1, 0],
    ],
  );
  assert.equal(
    figures.faults.reduce((sum, { lines }) => sum + lines, 0),
    2,
  );
  assert.deepEqual(figures.faults.map(({ reason }) => reason).toSorted(), [
    '“某字段”不是真实存在的日期',
    '“某字段”晚于今天',
  ]);
  assert.equal(figures.silentDays, 0);
  assert.notEqual(figures.lastSubmissionAt, null);
  assert.deepEqual((await figuresOf('?to=2020-01-01')).ways, []);
});

async function* requests() {
  yield { header: { item: 'REG', columns: aFile().trim().split(',') } };
  yield { rows: { rows: [{ values: aRow(6).split(',') }] } };
}

test('a record is late when more than seven working days lie between its making and its handing in', () => {
  // The week of the national holiday of 2025 has no working day.
  const isLate = createLatenessCheck('2025-10-17');

  assert.equal(isLate('2025-09-29'), true);
  assert.equal(isLate('2025-10-09'), false);
  assert.equal(isLate('2025-10-16'), false);
  assert.equal(isLate(undefined), false);
});

test('a department sees its own figures only', async () => {
  const other = collection.token('department', { department: DEPARTMENTS[1].uscc, azp: 'other-department' });

  const own = await collection.call(`/v1/departments/${DEPARTMENT}/figures`, {}, collection.token('department'));
  const ofOther = await collection.call(`/v1/departments/${DEPARTMENT}/figures`, {}, other);

  assert.deepEqual([own.status, ofOther.status], [200, 403]);
});

test('lists are exported as CSV, and nothing in them is taken for a formula', async () => {
  await collection.load(aFile(aRow(21)), { query: `&fileName=${encodeURIComponent('=cmd|calc!A1')}` });

  const submissions = await csvOf('/v1/submissions.csv?way=import', collection.token('department'));
  const departments = await csvOf('/v1/departments.csv');
  const figures = await csvOf(`/v1/departments/${DEPARTMENT}/figures.csv`);
  const withdrawals = await csvOf('/v1/withdrawals.csv');

  assert.match(submissions, /,'=cmd\|calc!A1,/);
  assert.doesNotMatch(submissions, /,=cmd/);
  assert.match(departments, new RegExp(DEPARTMENT));
  assert.match(figures, /逾期提供/);
  assert.doesNotMatch(figures, /impossible_date/);
  assert.match(withdrawals, /依据/);
});

test('submissions are listed by item, way and day', async () => {
  await collection.load(aFile(aRow(31)));
  const count = async (query: string) =>
    ((await collection.get(`/v1/submissions?limit=200&${query}`)) as { items: unknown[] }).items.length;

  assert.ok((await count('way=import&item=REG&from=2020-01-01')) > 0);
  assert.equal(await count('way=connector'), 0);
  assert.equal(await count('item=PEN'), 0);
  assert.equal(await count('to=2020-01-01'), 0);
});
