import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, DEPARTMENTS, type TestCollection } from './support/collection.ts';
import { aFile, aRow } from './support/rows.ts';
import { aRecordId, GROUNDS, withdraw } from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection();
});
after(() => collection[Symbol.asyncDispose]());

interface Version {
  version: number;
  cause: string;
  isShown: boolean;
  reason: string;
  origin: { submissionId: string; row: number; department: string; account: string; way: string } | null;
  withdrawal: { authority: string } | null;
}

interface Provenance {
  items: Version[];
  isPublicationKnown: boolean;
  next: string | null;
}

async function provenanceOf(number: number, { token, query = '' }: { token?: string; query?: string } = {}) {
  const path = `/v1/records/${encodeURIComponent(aRecordId(number))}/provenance${query}`;
  const response = await collection.call(path, {}, token ?? collection.token('auditor'));
  return { status: response.status, json: (await response.json()) as Provenance };
}

const removeRecord = (number: number) =>
  collection.call(`/v1/records/${encodeURIComponent(aRecordId(number))}/withdraw`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '录入错误' }),
  });

test('every version of a record tells where it comes from and why there is one', async () => {
  const first = await collection.load(aFile(aRow(9), aRow(1)));
  const second = await collection.load(aFile(aRow(1, { person: '李四' })));
  await collection.act(second.submissionId, 'take-back', { reason: '有误' });
  await collection.untilEnded(second.submissionId, ['taken_back']);
  await removeRecord(1);
  await collection.load(aFile(aRow(1)));
  await withdraw(collection, { recordIds: [aRecordId(1)] });

  const { json } = await provenanceOf(1);

  // No publication is there to be asked.
  assert.equal(json.isPublicationKnown, false);
  assert.deepEqual(
    json.items.map(({ version, cause, isShown, reason }) => [version, cause, isShown, reason]),
    [
      [1, 'recorded', true, ''],
      [2, 'recorded', true, ''],
      [3, 'restored', true, ''],
      [4, 'removed', false, '录入错误'],
      [5, 'recorded', true, ''],
      [6, 'lawful_withdrawal', false, GROUNDS.reason],
    ],
  );
  const [origin] = json.items.map((version) => version.origin);
  assert.equal(origin?.submissionId, first.submissionId);
  assert.deepEqual([origin?.row, origin?.department, origin?.way], [2, DEPARTMENTS[0].uscc, 'import']);
  assert.equal(origin?.account, 'department-demo');
  assert.equal(json.items[3]?.origin?.way, 'entry');
  assert.equal(json.items[5]?.origin, null);
  assert.equal(json.items[5]?.withdrawal?.authority, GROUNDS.authority);
});

test('a department is told of its own versions only, and of no other record', async () => {
  await collection.load(aFile(aRow(11)));
  const other = collection.token('department', { department: DEPARTMENTS[1].uscc, azp: 'other-department' });

  const own = await provenanceOf(11, { token: collection.token('department') });
  const ofOther = await provenanceOf(11, { token: other });
  const unknown = await provenanceOf(12);

  assert.equal(own.json.items.length, 1);
  assert.deepEqual([ofOther.status, unknown.status], [404, 404]);
});

test('provenance is read in pages', async () => {
  for (const person of ['张三', '李四', '王五']) await collection.load(aFile(aRow(21, { person })));

  const { json: page } = await provenanceOf(21, { query: '?limit=2' });
  const { json: rest } = await provenanceOf(21, { query: `?limit=2&cursor=${page.next}` });

  assert.deepEqual(
    [...page.items, ...rest.items].map(({ version }) => version),
    [1, 2, 3],
  );
  assert.equal(rest.next, null);
});
