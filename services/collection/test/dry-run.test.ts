import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aCollection, countsOf, type TestCollection } from './support/collection.ts';
import { aFile, aRow, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10', COLLECTION_ERASURE_PERIOD_MS: '300' });
});
after(() => collection[Symbol.asyncDispose]());

const DRY = { query: '&dryRun=true' };

/** Everything that a record or a reader of the feed is made of. */
async function recorded(): Promise<unknown> {
  const tables = await collection.sql`
    select (select count(*) from record_version) as versions, (select count(*) from record_version_content) as contents,
      (select coalesce(max(sequence), 0) from record_version) as feed, (select count(*) from upload_chunk) as pieces,
      (select count(*) from repeated_row) as repeated`;
  return tables[0];
}

test('a dry run tells what the real one then does, row by row, and changes nothing', async () => {
  await collection.load(aFile(...someRows(1, 20)));
  await collection.sql`delete from upload_chunk`;
  const before = await recorded();
  const rows = [
    ...someRows(1, 15),
    ...someRows(16, 25, { person: '李四' }),
    aRow(26, { date: '2016-02-30' }),
    aRow(27, { code: '坏' }),
    aRow(28, { person: '先' }),
    aRow(28, { person: '后' }),
  ];

  const dry = await collection.load(aFile(...rows), DRY);
  const afterwards = await recorded();
  const dryErrors = await collection.errors(dry.submissionId);
  const real = await collection.load(aFile(...rows));

  assert.deepEqual(afterwards, before);
  assert.equal((dry as { dryRun?: boolean }).dryRun, true);
  assert.deepEqual(countsOf(dry), { rows: 29, accepted: 11, unchanged: 15, rejected: 3 });
  assert.deepEqual(countsOf(dry), countsOf(real));
  assert.deepEqual(dryErrors, await collection.errors(real.submissionId));
  assert.deepEqual([dry.firstFeedSequence, dry.lastFeedSequence], [0, 0]);
});

test('what a dry run has told of a file says nothing of the file that comes then', async () => {
  const [key, name] = ['body-1', '&fileName=same.csv'];
  const dry = await collection.load(aFile(aRow(60), aRow(61)), { query: `${DRY.query}${name}` });
  const changed = aFile(aRow(60), aRow(61, { code: '坏' }), aRow(62, { date: '2016-02-30' }));

  const real = await collection.load(changed, { query: name, headers: { 'idempotency-key': key } });
  const other = await collection.submit(aFile(aRow(60), aRow(61)), { headers: { 'idempotency-key': key } });

  assert.deepEqual(countsOf(dry), { rows: 2, accepted: 2, unchanged: 0, rejected: 0 });
  assert.deepEqual(countsOf(real), { rows: 3, accepted: 1, unchanged: 0, rejected: 2 });
  assert.deepEqual(
    (await collection.errors(real.submissionId)).map(({ row, code }) => [row, code]),
    [
      [2, 'bad_code'],
      [3, 'impossible_date'],
    ],
  );
  assert.deepEqual(
    [other.status, ((await other.json()) as { reason: string }).reason],
    [422, 'idempotency_key_reused'],
  );
});

test('a dry run cannot be taken back, and its key is not the key of the real one', async () => {
  const file = aFile(...someRows(40, 41));
  const headers = { 'idempotency-key': 'dry-1' };
  const dry = await collection.load(file, { ...DRY, headers });
  const real = await collection.submit(file, { headers });

  assert.equal((await collection.act(dry.submissionId, 'take-back', { reason: '误传' })).status, 409);
  assert.deepEqual([real.status, ((await real.json()) as { reason: string }).reason], [422, 'idempotency_key_reused']);
});

test('what a dry run has told is deleted after its time, report and all', async () => {
  const dry = await collection.load(aFile(aRow(50, { date: '坏' })), DRY);
  await collection.sql`update submission set completed_at = now() - interval '8 days' where id = ${dry.submissionId}`;
  for (;;) {
    const left = await collection.sql`
      select id from submission where id = ${dry.submissionId} union all
      select submission_id from row_error where submission_id = ${dry.submissionId}`;
    if (left.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal((await collection.call(`/v1/submissions/${dry.submissionId}`)).status, 404);
});
