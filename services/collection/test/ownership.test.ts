import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, countsOf, DEPARTMENTS, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, HEADER, someRows } from './support/rows.ts';
import { aRecordId } from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

const other = () => collection.token('department', { department: DEPARTMENTS[1].uscc, azp: 'other-department' });
const aMarkedFile = (...rows: string[]) => `${HEADER},增删改标志\n${rows.join('\n')}\n`;

async function loadAsOther(file: string): Promise<SubmissionJson> {
  const { submissionId } = (await (await collection.submit(file, { token: other() })).json()) as SubmissionJson;
  const seen = async () => (await collection.get(`/v1/submissions/${submissionId}`, other())) as SubmissionJson;
  for (;;) {
    const submission = await seen();
    if (submission.state === 'completed') return submission;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function versionsOf(number: number) {
  return await collection.sql`
    select version, operation, head, department from record_version
    join submission on submission.id = submission_id left join record_version_content using (sequence)
    where record_id = ${aRecordId(number)} order by version`;
}

async function withdraw(number: number, options: { token?: string; reason?: string } = {}) {
  const path = `/v1/records/${encodeURIComponent(aRecordId(number))}/withdraw`;
  const body = JSON.stringify({ reason: options.reason ?? '录入错误' });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const response = await collection.call(path, init, options.token);
  return { status: response.status, json: (await response.json()) as SubmissionJson & { reason?: string } };
}

test('a row about a record that another department produced is refused, the same content too', async () => {
  await collection.load(aFile(aRow(1), aRow(2)));

  const submission = await loadAsOther(aFile(aRow(1, { person: '李四' }), aRow(2), aRow(3)));

  assert.deepEqual(countsOf(submission), { rows: 3, accepted: 1, unchanged: 0, rejected: 2 });
  const errors = await collection.get(`/v1/submissions/${submission.submissionId}/errors`, other());
  const { items } = errors as { items: { row: number; code: string }[] };
  assert.deepEqual(
    items.map(({ row, code }) => [row, code]),
    [
      [1, 'other_department_record'],
      [2, 'other_department_record'],
    ],
  );
  assert.equal((await versionsOf(1)).length, 1);
});

test('of two departments that claim new records at one time each record has one owner, and the other is told', async () => {
  const numbers = Array.from({ length: 10 }, (_, i) => 2_000 + i);
  const claim = async (number: number, token?: string) => {
    const [name, code, establishedOn] = aRow(number).split(',');
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, code, establishedOn }),
    };
    const response = await collection.call('/v1/records/REG', init, token);
    return (await response.json()) as { outcome: string; errors: { code: string }[] };
  };

  const claims = await Promise.all(numbers.flatMap((number) => [claim(number), claim(number, other())]));

  for (const [i, number] of numbers.entries()) {
    const [first, second] = claims.slice(2 * i, 2 * i + 2);
    assert.deepEqual(new Set([first?.outcome, second?.outcome]), new Set(['accepted', 'rejected']));
    const refused = first?.outcome === 'rejected' ? first : second;
    assert.deepEqual(
      refused?.errors.map(({ code }) => code),
      ['other_department_record'],
    );
    assert.equal((await versionsOf(number)).length, 1);
  }
});

test('the department that produced a record corrects it', async () => {
  await collection.load(aFile(aRow(11)));

  const submission = await collection.load(aMarkedFile(`${aRow(11, { person: '李四' })},U`));

  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  assert.equal((await versionsOf(11)).length, 2);
});

test('a correction and a removal of a record that is not there are refused, and so is a mark that means nothing', async () => {
  const submission = await collection.load(
    aMarkedFile(`${aRow(21)},U`, `${aRow(22)},D`, `${aRow(23)},X`, `${aRow(24)},I`, `${aRow(25)},`),
  );

  assert.deepEqual(countsOf(submission), { rows: 5, accepted: 2, unchanged: 0, rejected: 3 });
  const errors = await collection.errors(submission.submissionId);
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [
      [1, 'no_such_record'],
      [2, 'no_such_record'],
      [3, 'bad_change_mark'],
    ],
  );
  assert.match(errors[2]?.reason ?? '', /“X”/);
});

test('a row marked D withdraws its record, by the key alone, and taking the batch back shows it again', async () => {
  await collection.load(aFile(aRow(31), aRow(32)));

  const submission = await collection.load(aMarkedFile(`,${aCode(31)},,,,D`, `${aRow(32, { person: '李四' })},U`));
  const removed = await versionsOf(31);
  await collection.act(submission.submissionId, 'take-back', { reason: '误删' });
  await collection.untilEnded(submission.submissionId, ['taken_back']);

  assert.deepEqual(countsOf(submission), { rows: 2, accepted: 2, unchanged: 0, rejected: 0 });
  const head = JSON.parse(String(removed[1]?.['head'])) as { op: string; origin: { batch: string; row: number } };
  assert.equal(removed[1]?.['operation'], 2);
  assert.deepEqual([head.op, head.origin.batch, head.origin.row], ['withdraw', submission.submissionId, 1]);
  assert.deepEqual(
    (await versionsOf(31)).map(({ operation }) => operation),
    [1, 2, 1],
  );
  assert.equal((await versionsOf(32)).length, 3);
});

test('of a row that adds a record and a later one that removes it in one file the later counts', async () => {
  await collection.load(aFile(aRow(35)));

  const submission = await collection.load(aMarkedFile(`${aRow(35, { person: '李四' })},U`, `${aRow(35)},D`));

  assert.deepEqual(countsOf(submission), { rows: 2, accepted: 1, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    (await versionsOf(35)).map(({ operation }) => operation),
    [1, 2],
  );
});

test('a JSON record bears the mark as a member', async () => {
  await collection.load(aFile(aRow(38)));
  const line = (op: string) => `${JSON.stringify({ 统一社会信用代码: aCode(38), op })}\n`;

  const submission = await collection.load(line('d'), { headers: { 'content-type': 'application/x-ndjson' } });

  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  assert.deepEqual(
    (await versionsOf(38)).map(({ operation }) => operation),
    [1, 2],
  );
});

test('a department withdraws a record of its own with a reason, and may hand it in again', async () => {
  await collection.load(aFile(...someRows(41, 42)));

  const byOther = await withdraw(41, { token: other() });
  const { status, json } = await withdraw(41);
  const again = await withdraw(41);
  const reloaded = await collection.load(aFile(aRow(41)));

  assert.deepEqual([byOther.status, byOther.json.reason], [403, 'other_department_record']);
  assert.equal(status, 200);
  assert.deepEqual(countsOf(json), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  assert.deepEqual([again.status, again.json.reason], [404, 'no_such_record']);
  assert.deepEqual(countsOf(reloaded), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
  const [kept] = await collection.sql`select reason, way from submission where id = ${json.submissionId}`;
  assert.deepEqual(kept, { reason: '录入错误', way: 'entry' });
  assert.equal((await collection.sql`select 1 from tombstone`).length, 0);
});

test('what its department has withdrawn may be handed in by the department that is right', async () => {
  await collection.load(aFile(aRow(51)));
  await withdraw(51);

  const submission = await loadAsOther(aFile(aRow(51)));

  assert.deepEqual(countsOf(submission), { rows: 1, accepted: 1, unchanged: 0, rejected: 0 });
});

test('an administrator does not withdraw in a department’s place', async () => {
  await collection.load(aFile(aRow(61)));

  const { status, json } = await withdraw(61, { token: collection.token('province-admin') });

  assert.deepEqual([status, json.reason], [403, 'missing_role']);
});
