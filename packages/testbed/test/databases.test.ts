import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectPostgres } from '@necips/runtime';
import { createTestDatabase, serviceMigrations, testInfrastructure } from '../src/index.ts';
import { ensureDatabase, withDatabase } from '../src/postgres/databases.ts';

test('two test databases of one history hold the same tables and know nothing of each other', async () => {
  await using one = await createTestDatabase(serviceMigrations('aggregation'));
  await using two = await createTestDatabase(serviceMigrations('aggregation'));

  await query(one.url, 'create table only_here ()');

  const tables = "select count(*)::int as n from pg_tables where schemaname in ('public', 'exchange', 'runtime')";
  const [ofOne, ofTwo] = [await query(one.url, tables), await query(two.url, tables)];
  assert.ok(Number(ofTwo[0]?.['n']) > 5);
  assert.equal(Number(ofOne[0]?.['n']), Number(ofTwo[0]?.['n']) + 1);
});

test('Chinese sorts by code point', async () => {
  await using database = await createTestDatabase([]);

  const [row] = await query(
    database.url,
    "select array_agg(n order by n) as names from unnest(array['浙江', '上海', '北京']) n",
  );

  assert.deepEqual(row?.['names'], ['上海', '北京', '浙江']);
});

test('the owner of one database may not enter another', async () => {
  const { postgresUrl } = await testInfrastructure([]);
  await ensureDatabase(postgresUrl, { database: 'owned_by_one', password: 'one' });
  await ensureDatabase(postgresUrl, { database: 'owned_by_two', password: 'two' });
  const account = { username: 'owned_by_one', password: 'one' };

  await query(withDatabase(postgresUrl, 'owned_by_one', account), 'select 1');

  await assert.rejects(query(withDatabase(postgresUrl, 'owned_by_two', account), 'select 1'), { code: '42501' });
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = connectPostgres(url, { max: 1, applicationName: 'test' });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}
