import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPostgres, type Sql } from '@necips/runtime';
import { needlesOf, searchFiles, testInfrastructure } from '@necips/testbed';
import { type Erasure, eraseDue, noteErasureDue } from '../src/index.ts';
import { aCopy, Province } from './a-copy.ts';

const NAME = '杭州植入样本撤下有限公司';
const OPTIONS = { afterMs: 0, besides: [], signal: new AbortController().signal };

test('what was withdrawn is in no file of the copy after an erasure, and the other records are', async () => {
  await using copy = await aCopy('330000', '440000');
  const { sql } = copy;
  const [zhejiang, guangdong] = [new Province('330000'), new Province('440000')];
  const planted = zhejiang.publish({ name: NAME, code: '91330000MA7PLANT01' });
  await zhejiang.apply(sql, planted, zhejiang.publish({ name: '杭州留存有限公司' }));
  await guangdong.apply(sql, guangdong.publish({ name: '广州留存有限公司' }));
  await sql`analyze`;
  await zhejiang.apply(sql, zhejiang.withdraw(planted));
  await sql`checkpoint`;
  assert.notDeepEqual(await filesHolding(sql, NAME), []);

  const erasure = await eraseAll(sql);

  assert.deepEqual([erasure?.nodes, erasure?.deadRowsKept, erasure?.isWalGone], [['330000'], 0, true]);
  assert.deepEqual(await filesHolding(sql, NAME), []);
  assert.deepEqual(await filesHolding(sql, planted.subjectId), []);
  assert.equal((await sql`select from exchange.subject`).length, 2);
  assert.equal(await eraseDue(sql, OPTIONS), undefined);
  const [done] = await sql`select node from exchange.erasure where erased_until <= ended_at`;
  assert.equal(done?.['node'], '330000');
});

test('what is deleted while an erasure runs stays due', async () => {
  await using copy = await aCopy('330000');
  const { sql } = copy;
  await sql.begin((tx) => noteErasureDue(tx, '330000'));
  // Deleted after the erasure has looked at what is due: the rewriting waits for this transaction, and has to come again.
  const deleting = await sql.reserve();
  await deleting`begin`;
  await deleting`lock table exchange.record_content in row exclusive mode`;
  const erasing = eraseDue(sql, OPTIONS);
  while ((await sql`select from pg_locks where not granted`).length === 0) await new Promise(setImmediate);
  await deleting`update exchange.erasure_due set marks = marks + 1`;
  await deleting`commit`;
  deleting.release();

  await erasing;

  assert.equal((await sql`select from exchange.erasure_due`).length, 1);
  await eraseAll(sql);
  assert.equal((await sql`select from exchange.erasure_due`).length, 0);
});

test('nothing is rewritten before the deadline', async () => {
  await using copy = await aCopy('330000');
  await copy.sql.begin((tx) => noteErasureDue(tx, '330000'));

  assert.equal(await eraseDue(copy.sql, { ...OPTIONS, afterMs: 3_600_000 }), undefined);
});

/** Erases what is due, again as long as somebody (autovacuum, say) keeps deleted rows alive, as the service does. */
async function eraseAll(sql: Sql): Promise<Erasure | undefined> {
  let erasure = await eraseDue(sql, OPTIONS);
  while (erasure && erasure.deadRowsKept > 0) erasure = await eraseDue(sql, OPTIONS);
  return erasure;
}

/** Files of this database, and of the write-ahead log, that hold a text. */
async function filesHolding(sql: Sql, text: string): Promise<string[]> {
  const { postgresUrl } = await testInfrastructure([]);
  const admin = connectPostgres(postgresUrl, { max: 1, applicationName: 'test' });
  const [server] = await admin<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  await admin.end();
  const [database] = await sql<{ oid: number }[]>`
    select oid::bigint from pg_database where datname = current_database()`;
  const needles = needlesOf({ text });
  const folders = [`${server?.folder}/base/${database?.oid}`, `${server?.folder}/pg_wal`];
  return (await Promise.all(folders.map((folder) => searchFiles(folder, needles)))).flat();
}
