import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import {
  aCollection,
  countsOf,
  doors,
  freePort,
  type SubmissionJson,
  type TestCollection,
} from './support/collection.ts';
import { aFile, aRow, someRows } from './support/rows.ts';
import {
  anAcknowledgingReader,
  aRecordId,
  GROUNDS,
  untilWithdrawal,
  type WithdrawalJson,
  withdraw,
} from './support/withdrawals.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '10', COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
});
after(() => collection[Symbol.asyncDispose]());

test('a batch is withdrawn whole, in blocks, whatever other batches have made of its records', async () => {
  const { submissionId } = await collection.load(aFile(...someRows(1, 95)));
  await collection.load(aFile(aRow(3, { person: '李四' }), aRow(96)));
  await using _reader = anAcknowledgingReader(collection);

  const { status, json } = await withdraw(collection, { submission: submissionId });
  const ended = await untilWithdrawal(collection, json.withdrawalId, ({ state }) => state === 'hidden');

  assert.equal(status, 202);
  assert.deepEqual([ended.records, ended.published, ended.submissionId], [95, 95, submissionId]);
  const left = await collection.sql<{ recordId: string }[]>`
    select record_id as "recordId" from record_version join record_version_content using (sequence)`;
  assert.deepEqual([...left], [{ recordId: aRecordId(96) }]);
  const again = await collection.load(aFile(...someRows(1, 96)));
  assert.deepEqual([countsOf(again).unchanged, again.withheld], [1, 95]);
});

test('a batch that has not ended is not withdrawn', async () => {
  const id = '7d3c1f0a-0000-4000-8000-000000000002';
  await collection.sql`
    insert into submission (id, item, state, department, department_name, account, file_name, received_at, alive_at)
    values (${id}, 'REG', 'receiving', '11330000002482095X', '部门', 'department-demo', '', now(), now())`;

  const { status, json } = await withdraw(collection, { submission: id });

  assert.deepEqual([status, json.reason], [409, 'not_ended']);
});

test('a running batch that contains a record withdrawn meanwhile does not leave it shown', async () => {
  await collection.load(aFile(aRow(1_500)));
  const file = aFile(...someRows(1_000, 1_499), aRow(1_500, { person: '李四' }), ...someRows(1_501, 2_000));
  const { submissionId } = (await (await collection.submit(file)).json()) as SubmissionJson;
  const { json } = await withdraw(collection, { recordIds: [aRecordId(1_500)] });
  const ended = await collection.untilEnded(submissionId);

  assert.equal(json.records, 1);
  assert.equal(ended.rows, ended.accepted + ended.unchanged + ended.rejected + ended.withheld);
  const [last] = await collection.sql<{ operation: number; head: string | null }[]>`
    select operation, head from record_version left join record_version_content using (sequence)
    where record_id = ${aRecordId(1_500)} order by version desc limit 1`;
  assert.deepEqual(last, { operation: 2, head: null });
});

test('a lifted withdrawal lets a later batch publish the record again, under the next version', async () => {
  await collection.load(aFile(aRow(2_101)));
  const { json } = await withdraw(collection, { recordIds: [aRecordId(2_101)] });
  const lift = async () => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(GROUNDS) };
    return await collection.call(`/v1/withdrawals/${json.withdrawalId}/lift`, init, collection.token('province-admin'));
  };
  const tooEarly = await lift();
  {
    await using _reader = anAcknowledgingReader(collection);
    await untilWithdrawal(collection, json.withdrawalId, ({ state }) => state === 'hidden');
  }

  const lifted = (await (await lift()).json()) as WithdrawalJson;
  const twice = await lift();
  const { accepted, withheld } = await collection.load(aFile(aRow(2_101)));

  assert.deepEqual(
    [tooEarly.status, lifted.state, lifted.lifted?.account, twice.status],
    [409, 'lifted', 'province-admin-cli', 200],
  );
  assert.deepEqual([accepted, withheld], [1, 0]);
  const [shown] = await collection.sql<{ version: number; operation: number; head: string | null }[]>`
    select version, operation, head is not null as head from record_version left join record_version_content using (sequence)
    where record_id = ${aRecordId(2_101)} order by version desc limit 1`;
  assert.deepEqual(shown, { version: 3, operation: 1, head: true });
  const acts =
    await collection.sql`select act from runtime.audit_entry where object = ${json.withdrawalId} order by sequence`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['withdraw_lawfully', 'lift_withdrawal'],
  );
});

test('a process killed while it withdraws a batch ends with every record withdrawn once', async () => {
  await using other = await aCollection({ COLLECTION_BLOCK_ROWS: '20', COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
  const { submissionId } = await other.load(aFile(...someRows(1, 2_000)));
  await other.stop();
  const port = await freePort();
  const env = { ...other.env, COLLECTION_HTTP_PORT: String(port), PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
  const there = { ...other, ...doors(`http://127.0.0.1:${port}`, other.token('department')) };
  while (!(await isReady(there))) await new Promise((resolve) => setTimeout(resolve, 20));

  const { json } = await withdraw(there, { submission: submissionId });
  const killed = await untilWithdrawal(there, json.withdrawalId, ({ records }) => records > 100);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(killed.records < 2_000, 'it was killed in the middle');
  await using next = await startCollection(readCollectionConfig(other.env));
  const again = { ...other, ...doors(`http://127.0.0.1:${next.http.port}`, other.token('department')) };
  const ended = await untilWithdrawal(again, json.withdrawalId, ({ recordedAt }) => recordedAt !== null);

  assert.deepEqual([ended.records, ended.published], [2_000, 2_000]);
  const [counts] = await other.sql<{ lawful: number; contents: number; tombstones: number }[]>`
    select (select count(*) from record_version where withdrawal_id is not null) as lawful,
      (select count(*) from record_version_content) as contents, (select count(*) from tombstone) as tombstones`;
  assert.deepEqual(counts, { lawful: 2_000, contents: 0, tombstones: 2_000 });
});

test('with another key than the one that the tombstones were made with, nothing is recorded or withdrawn', async () => {
  await using other = await aCollection({ COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
  await other.load(aFile(aRow(1), aRow(2)));
  await withdraw(other, { recordIds: [aRecordId(1)] });
  await other.stop();
  const keyFile = `${other.env['COLLECTION_TOMBSTONE_KEY_FILE']}.other`;
  await writeFile(keyFile, Buffer.alloc(32, 7));
  const settings = { ...other.env, COLLECTION_TOMBSTONE_KEY_FILE: keyFile };
  await using next = await startCollection(readCollectionConfig(settings));
  const there = { ...other, ...doors(`http://127.0.0.1:${next.http.port}`, other.token('department')) };

  const { status, json } = await withdraw(there, { recordIds: [aRecordId(2)] });

  assert.deepEqual([status, json.reason, await isReady(there)], [503, 'wrong_tombstone_key', false]);
  assert.throws(
    () => readCollectionConfig({ ...other.env, COLLECTION_TOMBSTONE_KEY_FILE: '' }),
    /COLLECTION_TOMBSTONE_KEY_FILE is required.*head -c 32/,
  );
});

async function isReady(there: Pick<TestCollection, 'call'>): Promise<boolean> {
  return await there.call('/health/ready').then(
    ({ ok }) => ok,
    () => false,
  );
}
