import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aliasKey } from '../src/domain/attribution/alias-key.ts';
import { aCollection, type TestCollection } from './support/collection.ts';
import { aCode, aFile, aRow, someRows } from './support/rows.ts';
import { withdraw } from './support/withdrawals.ts';

const NUMBER = '330100000000011';
const HEADER = '企业名称,统一社会信用代码,注册号,注册日期,曾用名,所在省份';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_BLOCK_ROWS: '50', COLLECTION_WITHDRAWAL_WAIT_MS: '0' });
});
after(() => collection[Symbol.asyncDispose]());

async function until<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Who is known by one of these keys, once the directory has reached the end of the feed. */
async function findSubjects(key: string): Promise<{ code: string; name: string; recordId: string | null }[]> {
  const { sql } = collection;
  await until(async () => {
    const [row] = await sql<{ isThere: boolean }[]>`
      select (select sequence from subject_directory) >= (select coalesce(max(sequence), 0) from record_version) as "isThere"`;
    return row?.isThere === true ? true : undefined;
  });
  const found = await sql<{ code: string; name: string; recordId: string | null }[]>`
    select code, name, record_id as "recordId" from subject_alias join subject using (subject_id) where key = ${key}`;
  return [...found];
}

test('what the node has registered is found by code and name, over many steps of the feed', async () => {
  await collection.load(aFile(...someRows(1, 1_200)));

  const [first] = await findSubjects(aliasKey('uscc', aCode(1)));
  const [last] = await findSubjects(aliasKey('name', '杭州第1200贸易有限公司'));
  assert.deepEqual(first, { code: aCode(1), name: '杭州第1贸易有限公司', recordId: `330000/REG/${aCode(1)}` });
  assert.equal(last?.code, aCode(1_200));
});

test('a batch that is taken back takes the names that it gave along', async () => {
  const { submissionId } = await collection.load(aFile(aRow(2, { name: '误改公司' }), aRow(9_001)));
  assert.equal((await findSubjects(aliasKey('name', '误改公司'))).length, 1);

  await collection.act(submissionId, 'take-back', { reason: '误' });
  await collection.untilEnded(submissionId, ['taken_back']);

  assert.deepEqual(await findSubjects(aliasKey('name', '误改公司')), []);
  assert.deepEqual(await findSubjects(aliasKey('uscc', aCode(9_001))), []);
  assert.equal((await findSubjects(aliasKey('uscc', aCode(2))))[0]?.name, '杭州第2贸易有限公司');
});

test('of a lawfully withdrawn registration the directory keeps nothing', async () => {
  await withdraw(collection, { recordIds: [`330000/REG/${aCode(3)}`] });

  assert.deepEqual(await findSubjects(aliasKey('uscc', aCode(3))), []);
  const [left] = await collection.sql<{ subjects: number; registrations: number }[]>`
    select (select count(*) from subject where code = ${aCode(3)}) as subjects,
      (select count(*) from subject_registration where record_id like ${`%${aCode(3)}`}) as registrations`;
  assert.deepEqual(left, { subjects: 0, registrations: 0 });
});

test('a subject that gets a code stays one subject: the record under its number is withdrawn, and comes back for no old file', async () => {
  const old = `${HEADER}\n杭州旧名厂,,${NUMBER},2001-01-01,,浙江\n`;
  await collection.load(old);
  await collection.load(`${HEADER}\n杭州新名公司,${aCode(7_777)},${NUMBER},2001-01-01,,浙江\n`);

  const found = await findSubjects(aliasKey('registrationNumber', NUMBER));
  assert.deepEqual(found, [{ code: aCode(7_777), name: '杭州新名公司', recordId: `330000/REG/${aCode(7_777)}` }]);
  assert.deepEqual(await findSubjects(aliasKey('name', '杭州旧名厂')), found);
  await untilWithdrawn(`330000/REG/${NUMBER}`, 2);

  await collection.load(old);
  await untilWithdrawn(`330000/REG/${NUMBER}`, 4);
  assert.deepEqual(await findSubjects(aliasKey('registrationNumber', NUMBER)), found);
});

async function untilWithdrawn(recordId: string, version: number): Promise<void> {
  const head = await until(async () => {
    const [row] = await collection.sql<{ head: string }[]>`
      select head from record_version join record_version_content using (sequence)
      where record_id = ${recordId} and version = ${version} and operation = 2`;
    return row?.head;
  });
  assert.equal((JSON.parse(head) as { op: string }).op, 'withdraw');
}
