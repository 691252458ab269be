import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, countsOf, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10', COLLECTION_CHUNK_BYTES: '1500' });
});
after(() => collection[Symbol.asyncDispose]());

async function versionsOf(number: number): Promise<{ name: string; row: number }[]> {
  const rows = await collection.sql<{ publicPart: string; row: number }[]>`
    select public_part as "publicPart", row_number as row from record_version join record_version_content using (sequence)
    where record_id = ${`330000/REG/${aCode(number)}`} order by version`;
  return rows.map(({ publicPart, row }) => ({ name: (JSON.parse(publicPart) as { name: string }).name, row }));
}

test('the same subject twice with the same content makes one version; the earlier row is unchanged', async () => {
  const submission = await collection.load(aFile(aRow(1), ...someRows(2, 40), aRow(1)));

  assert.deepEqual(countsOf(submission), { rows: 41, accepted: 40, unchanged: 1, rejected: 0 });
  assert.deepEqual(await collection.errors(submission.submissionId), []);
  assert.deepEqual(await versionsOf(1), [{ name: '杭州第1贸易有限公司', row: 41 }]);
});

test('the same subject twice with different content: the last row wins and the earlier one is reported', async () => {
  const names = ['旧名公司', '中间公司', '新名公司'];
  const rows = names.map((name) => aRow(101, { name }));
  const submission = await collection.load(
    aFile(rows[0]!, ...someRows(102, 130), rows[1]!, ...someRows(131, 160), rows[2]!),
  );

  const errors = await collection.errors(submission.submissionId);
  assert.deepEqual(countsOf(submission), { rows: 62, accepted: 60, unchanged: 0, rejected: 2 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [
      [1, 'superseded_in_file'],
      [31, 'superseded_in_file'],
    ],
  );
  assert.ok(errors.every(({ reason }) => reason.includes('62')));
  assert.deepEqual(await versionsOf(101), [{ name: '新名公司', row: 62 }]);
});

test('a later row that is itself rejected supersedes nothing', async () => {
  const submission = await collection.load(aFile(aRow(201), aRow(201, { name: '坏行', date: '2016-13-01' })));

  const errors = await collection.errors(submission.submissionId);
  assert.deepEqual(countsOf(submission), { rows: 2, accepted: 1, unchanged: 0, rejected: 1 });
  assert.deepEqual(
    errors.map(({ row, code }) => [row, code]),
    [[2, 'impossible_date']],
  );
  assert.deepEqual(await versionsOf(201), [{ name: '杭州第201贸易有限公司', row: 1 }]);
});

test('a code in lower case or full width is the same subject', async () => {
  const spellings = [aCode(301).toLowerCase(), `"${aCode(301)}"`, ` ${aCode(301)} `];
  const submission = await collection.load(
    aFile(...spellings.map((code, index) => aRow(301, { code, name: `第${index}家` }))),
  );

  assert.deepEqual(countsOf(submission), { rows: 3, accepted: 1, unchanged: 0, rejected: 2 });
  assert.deepEqual(await versionsOf(301), [{ name: '第2家', row: 3 }]);
});

test('a file sent again makes no version', async () => {
  const file = aFile(...someRows(401, 450), aRow(451, { name: '甲' }), aRow(451, { name: '乙' }), aRow(452), aRow(452));
  const first = await collection.load(file);
  const second = await collection.load(file);

  assert.deepEqual(countsOf(first), { rows: 54, accepted: 52, unchanged: 1, rejected: 1 });
  assert.deepEqual(countsOf(second), { rows: 54, accepted: 0, unchanged: 53, rejected: 1 });
  assert.deepEqual([second.firstFeedSequence, second.lastFeedSequence], [0, 0]);
});

test('a changed row makes the next version of its record and no other', async () => {
  await collection.load(aFile(...someRows(501, 520)));
  const second = await collection.load(aFile(...someRows(501, 519), aRow(520, { name: '改名公司' })));

  assert.deepEqual(countsOf(second), { rows: 20, accepted: 1, unchanged: 19, rejected: 0 });
  assert.equal(second.firstFeedSequence, second.lastFeedSequence);
  assert.deepEqual(
    (await versionsOf(520)).map(({ name }) => name),
    ['杭州第520贸易有限公司', '改名公司'],
  );
});

test('the same idempotency key gives the first submission, and refuses another file', async () => {
  const options = { headers: { 'idempotency-key': 'key-1' } };
  const file = aFile(...someRows(601, 610));

  const first = await collection.submit(file, options);
  const second = await collection.submit(file, options);
  const other = await collection.submit(aFile(aRow(1)), options);
  const otherAccount = await collection.submit(file, {
    ...options,
    token: collection.token('department', { azp: 'another' }),
  });

  const ids = await Promise.all(
    [first, second, otherAccount].map(async (response) => (await response.json()) as SubmissionJson),
  );
  assert.deepEqual([first.status, second.status, other.status, otherAccount.status], [202, 200, 422, 202]);
  assert.equal(ids[0]?.submissionId, ids[1]?.submissionId);
  assert.notEqual(ids[0]?.submissionId, ids[2]?.submissionId);
  assert.equal(((await other.json()) as { reason: string }).reason, 'idempotency_key_reused');
});

test('two requests with the same key at once leave one submission that is processed', async () => {
  const options = { headers: { 'idempotency-key': 'key-2' } };
  const file = aFile(...someRows(701, 710));

  const responses = await Promise.all([collection.submit(file, options), collection.submit(file, options)]);

  const [kept] = await collection.sql<{ count: number }[]>`
    select count(*) from submission where idempotency_key = 'key-2'`;
  assert.equal(kept?.count, 1);
  assert.ok(responses.some(({ status }) => status === 202));
});
