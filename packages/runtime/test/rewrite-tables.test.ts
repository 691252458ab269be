import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { createTestDatabase, testInfrastructure } from '@necips/testbed';
import postgres from 'postgres';
import { connectPostgres, type Rewriting, rewriteTables, type Sql } from '../src/index.ts';

// Shorter than what PostgreSQL compresses, so that its bytes stand in the files as they are.
const BODY = '{"name":"杭州撤下样本茶业有限公司","note":"planted-7f3a91"}';

test('after a rewriting no file of the database holds what was deleted, and the write-ahead log does not either', async () => {
  await using database = await createTestDatabase([]);
  await using sql = open(database.url);
  await sql`create table content (node text, id bigint, body text, primary key (node, id)) partition by list (node)`;
  await sql`create table content_a partition of content for values in ('a')`;
  await sql`create index content_body on content (body)`;
  await sql`insert into content select 'a', i, 'other ' || i from generate_series(1, 2000) i`;
  await sql`insert into content select 'a', 9000 + i, ${BODY} from generate_series(1, 50) i`;
  await sql`analyze content_a`;
  await sql`analyze content`;
  await sql`delete from content where id > 9000`;
  await sql.unsafe('checkpoint');
  assert.deepEqual(await placesOf('planted-7f3a91', sql), ['base', 'pg_wal']);

  const { tables, deadRowsKept, isWalGone } = await rewriteWhole(sql, ['public.content']);

  assert.deepEqual(
    { tables, deadRowsKept, isWalGone },
    { tables: ['public.content_a'], deadRowsKept: 0, isWalGone: true },
  );
  assert.deepEqual(await placesOf('planted-7f3a91', sql), []);
  const [left] = await sql<{ count: number }[]>`select count(*) from content`;
  assert.equal(left?.count, 2_000);
});

test('statistics say nothing of a table that has become empty, nor of a column that is not analysed', async () => {
  await using database = await createTestDatabase([]);
  await using sql = open(database.url);
  await sql`create table emptied (id bigint primary key, name text)`;
  await sql`create table kept (id bigint primary key, name text, body text)`;
  await sql`insert into emptied select i, ${BODY} from generate_series(1, 50) i`;
  await sql`insert into kept select i, 'name', ${BODY} from generate_series(1, 50) i`;
  await sql`analyze`;
  await sql`alter table kept alter column body set statistics 0`;
  await sql`delete from emptied`;
  await sql`update kept set body = 'other'`;

  await rewriteWhole(sql, ['public.emptied', 'public.kept']);

  assert.deepEqual(await placesOf('planted-7f3a91', sql), []);
  const statistics = await sql<{ attname: string }[]>`
    select attname from pg_stats where schemaname = 'public' order by tablename, attname`;
  assert.deepEqual(
    statistics.map(({ attname }) => attname),
    ['id', 'name'],
  );
});

test('rows that an open transaction may still see are kept, and counted', async () => {
  await using database = await createTestDatabase([]);
  await using sql = open(database.url);
  await sql`create table content (id bigint primary key, body text)`;
  await sql`insert into content select i, ${BODY} from generate_series(1, 3) i`;
  const reading = await sql.reserve();
  await reading`begin isolation level repeatable read`;
  await reading`select count(*) from pg_class`;
  await sql`delete from content`;

  const early = await rewriteTables(sql, ['public.content']);
  await reading`rollback`;
  reading.release();
  const late = await rewriteWhole(sql, ['public.content']);

  assert.ok(early.deadRowsKept >= 3, String(early.deadRowsKept));
  assert.equal(late.deadRowsKept, 0);
});

test('a role that may not begin the log anew is told so', async () => {
  await using database = await createTestDatabase([]);
  await using sql = open(database.url);
  const { postgresUrl } = await testInfrastructure([]);
  await sql`create table content (id bigint primary key)`;
  const admin = postgres(postgresUrl.replace(/postgres$/, new URL(database.url).pathname.slice(1)), { max: 1 });
  const [{ role } = { role: '' }] = await sql<{ role: string }[]>`select current_user as role`;
  await admin`revoke execute on function pg_switch_wal() from ${admin(role)}`;
  await admin.end();

  const { isWalGone } = await rewriteTables(sql, ['public.content']);

  assert.equal(isWalGone, false);
});

/** Rewrites again as long as somebody (autovacuum, say) keeps deleted rows alive, as a service does. */
async function rewriteWhole(sql: Sql, tables: string[]): Promise<Rewriting> {
  let rewriting = await rewriteTables(sql, tables);
  while (rewriting.deadRowsKept > 0) rewriting = await rewriteTables(sql, tables);
  return rewriting;
}

function open(url: string): Sql & AsyncDisposable {
  const sql = connectPostgres(url, { max: 3, applicationName: 'test' });
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) });
}

/** Folders of the server's data in which some file holds these bytes: of this database, and what is common to all. */
async function placesOf(text: string, sql: Sql): Promise<string[]> {
  const { postgresUrl } = await testInfrastructure([]);
  const admin = postgres(postgresUrl, { max: 1 });
  const [{ folder } = { folder: '' }] = await admin<{ folder: string }[]>`
    select current_setting('data_directory') as folder`;
  await admin.end();
  const [{ oid } = { oid: 0 }] = await sql<{ oid: number }[]>`
    select oid::bigint from pg_database where datname = current_database()`;
  const places = { base: `base/${oid}`, global: 'global', pg_wal: 'pg_wal' };
  return Object.entries(places).flatMap(([place, path]) => (holds(`${folder}/${path}`, text) ? place : []));
}

function holds(folder: string, text: string): boolean {
  try {
    return execFileSync('grep', ['-rlaF', text, folder], { encoding: 'utf8' }) !== '';
  } catch {
    return false;
  }
}
