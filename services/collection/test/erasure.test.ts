import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { until } from '@necips/testbed';
import { aCollection, countsOf, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, someRows } from './support/rows.ts';
import {
  anAcknowledgingReader,
  aRecordId,
  feedClient,
  GROUNDS,
  untilWithdrawal,
  withdraw,
} from './support/withdrawals.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({
    COLLECTION_BLOCK_ROWS: '10',
    COLLECTION_BLOCK_ATTEMPTS_MAX: '1',
    COLLECTION_WITHDRAWAL_WAIT_MS: '0',
    COLLECTION_ERASURE_PERIOD_MS: '100',
    COLLECTION_WITHDRAWAL_DETAIL_DAYS: '0',
    COLLECTION_REWRITE_AFTER_HOURS: '0',
  });
});
after(() => collection[Symbol.asyncDispose]());

/** What is stored of a submission's file, as text. */
async function storedText(submissionId: string): Promise<string> {
  const pieces = await collection.sql<{ bytes: Buffer }[]>`
    select bytes from upload_chunk where submission_id = ${submissionId} order by first_row`;
  return pieces.map(({ bytes }) => zstdDecompressSync(bytes).toString()).join('');
}

test('rows about a withdrawn record go from stored files, reports and repeats, and no other row does', async () => {
  const wrong = aRow(2, { date: '坏', person: '王五' });
  const file = aFile(aRow(1), aRow(2, { person: '李四' }), wrong, aRow(2), aRow(3));
  const first = await collection.load(file);
  await withdraw(collection, { recordIds: [aRecordId(2)] });
  const later = await collection.load(aFile(wrong, aRow(4)));

  for (const { submissionId } of [first, later]) {
    await until(async () => !(await storedText(submissionId)).includes(aCode(2)));
  }

  assert.equal(await storedText(first.submissionId), `${aRow(1)}\n\n\n\n${aRow(3)}\n`);
  assert.equal(await storedText(later.submissionId), `\n${aRow(4)}\n`);
  const report = await collection.errors(first.submissionId);
  assert.deepEqual(
    report.map(({ row, code, value }) => [row, code, value]),
    [
      [2, 'superseded_in_file', ''],
      [3, 'impossible_date', ''],
    ],
  );
  const [left] = await collection.sql<{ repeats: number; hashed: number }[]>`
    select (select count(*) from repeated_row where record_id = ${aRecordId(2)}) as repeats,
      (select count(*) from submission where content_hash is not null) as hashed`;
  assert.deepEqual(left, { repeats: 0, hashed: 0 });
});

test('a failed batch whose waiting rows were emptied goes on, and they count as withheld', async () => {
  await collection.load(aFile(aRow(31)));
  await collection.sql`create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'refused'; end $$`;
  await collection.sql`
    create trigger refuse before insert on record_version for each row when (new.row_number = 15) execute function refuse()`;
  const file = aFile(...someRows(11, 35));
  const { submissionId } = (await (await collection.submit(file)).json()) as SubmissionJson;
  assert.equal((await collection.untilEnded(submissionId)).state, 'failed');

  await withdraw(collection, { recordIds: [aRecordId(31), aRecordId(12)] });
  await until(async () => !(await storedText(submissionId)).includes(aCode(31)));
  await collection.sql`drop trigger refuse on record_version`;
  await collection.act(submissionId, 'retry', undefined, collection.token('province-admin'));
  const ended = await collection.untilEnded(submissionId, ['completed']);

  assert.deepEqual(
    { ...countsOf(ended), withheld: ended.withheld },
    {
      rows: 25,
      accepted: 24,
      unchanged: 0,
      rejected: 0,
      withheld: 1,
    },
  );
});

test('after its time nothing in the node names a withdrawn record, and a file that has it still does not publish it', async () => {
  await collection.load(aFile(aRow(51), aRow(52)));
  await collection.load(aFile(aRow(51, { person: '李四' })));
  const { json } = await withdraw(collection, { recordIds: [aRecordId(51)] });
  await using _reader = anAcknowledgingReader(collection);
  await untilWithdrawal(collection, json.withdrawalId, ({ detailsErasedAt }) => detailsErasedAt !== null);

  const named = await collection.sql`select 1 from record_version where record_id = ${aRecordId(51)}`;
  const administrator = collection.token('province-admin');
  const { items } = (await collection.get(`/v1/withdrawals/${json.withdrawalId}/records`, administrator)) as {
    items: { tombstone: string; recordId: string | null }[];
  };
  using client = feedClient(collection);
  const stream = client.stream('follow', { cursor: {}, batchEntriesMax: 2_000 });
  const { value } = await stream.next();
  await stream.return();
  const again = await collection.load(aFile(aRow(51)));
  const repeated = await withdraw(collection, { recordIds: [aRecordId(51)] });

  assert.equal(named.length, 0);
  assert.deepEqual(
    items.map(({ recordId }) => recordId),
    [null],
  );
  const standIn = `330000/REG/~${Buffer.from(items[0]?.tombstone ?? '', 'hex').toString('base64url')}`;
  const entries = value?.entries?.filter(({ recordId }) => recordId === standIn);
  assert.deepEqual(
    entries?.map(({ version, operation, contentGone }) => [version, operation, contentGone]),
    [
      [1, 1, true],
      [2, 1, true],
      [3, 2, false],
    ],
  );
  assert.equal(again.withheld, 1);
  assert.deepEqual([repeated.json.records, repeated.json.already], [0, 1]);
});

test('a record whose name was erased follows its earlier versions when its withdrawal is lifted', async () => {
  await collection.load(aFile(aRow(61)));
  const { json } = await withdraw(collection, { recordIds: [aRecordId(61)] });
  await using _reader = anAcknowledgingReader(collection);
  await untilWithdrawal(collection, json.withdrawalId, ({ detailsErasedAt }) => detailsErasedAt !== null);
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(GROUNDS) };
  await collection.call(`/v1/withdrawals/${json.withdrawalId}/lift`, init, collection.token('province-admin'));

  await collection.load(aFile(aRow(61)));

  const versions = await collection.sql<{ version: number; operation: number }[]>`
    select version, operation from record_version where record_id = ${aRecordId(61)} order by version`;
  assert.deepEqual(
    versions.map(({ version, operation }) => [version, operation]),
    [
      [1, 1],
      [2, 2],
      [3, 1],
    ],
  );
});

test('the tables are rewritten once content was deleted out of them', async () => {
  await collection.load(aFile(aRow(71)));
  const { json } = await withdraw(collection, { recordIds: [aRecordId(71)] });
  await using _reader = anAcknowledgingReader(collection);
  await untilWithdrawal(collection, json.withdrawalId, ({ detailsErasedAt }) => detailsErasedAt !== null);
  const fileOf = async () => (await collection.sql`select pg_relation_filenode('record_version_content') as file`)[0];
  const before = await fileOf();

  await collection.load(aFile(aRow(72)));
  await withdraw(collection, { recordIds: [aRecordId(72)] });

  await until(async () => (await fileOf())?.['file'] !== before?.['file']);
  await until(async () => (await collection.sql`select 1 from erasure_due`).length === 0);
});

test('a superseded content goes after its time whatever its item', async () => {
  await using other = await aCollection({ COLLECTION_SUPERSEDED_KEEP_DAYS: '0', COLLECTION_ERASURE_PERIOD_MS: '100' });
  await other.load(aFile(aRow(1)));
  const liquidation = async (head: string) => {
    const body = `主体名称,统一社会信用代码,清算组负责人\n杭州第1贸易有限公司,${aCode(1)},${head}\n`;
    const init = { method: 'POST', body, headers: { 'content-type': 'text/csv' } };
    const { submissionId } = (await (await other.call('/v1/submissions?item=LIQ', init)).json()) as {
      submissionId: string;
    };
    return await other.untilEnded(submissionId);
  };
  const first = await liquidation('王五');
  const second = await liquidation('李四');

  await until(async () => (await other.sql`select 1 from record_version_content`).length === 2);

  const shown = await other.sql<{ text: string }[]>`select public_part as text from record_version_content`;
  assert.deepEqual([first.accepted, second.accepted], [1, 1]);
  assert.ok(shown.every(({ text }) => !text.includes('王五')));
});

test('a superseded content goes after its time, and taking back then leaves what is shown', async () => {
  await using other = await aCollection({
    COLLECTION_SUPERSEDED_KEEP_DAYS: '0',
    COLLECTION_ERASURE_PERIOD_MS: '100',
    COLLECTION_BLOCK_ROWS: '10',
  });
  await other.load(aFile(...someRows(1, 30)));
  const second = await other.load(aFile(...someRows(1, 20, { person: '李四' })));
  const contents = async () => (await other.sql`select 1 from record_version_content`).length;
  await until(async () => (await contents()) === 30);

  await other.act(second.submissionId, 'take-back', { reason: '误报' });
  const { undone } = await other.untilEnded(second.submissionId, ['taken_back']);

  assert.deepEqual(undone, { withdrawn: 0, restored: 0, kept: 20 });
  const codes = new Set((await other.errors(second.submissionId)).map(({ code }) => code));
  assert.deepEqual([...codes], ['previous_erased']);
  assert.equal(await contents(), 30);
});
