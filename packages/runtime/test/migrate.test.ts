import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createTestDatabase } from '@necips/testbed';
import { connectPostgres, migrate } from '../src/index.ts';

test('two appliers at once apply each migration once', async () => {
  await using database = await createTestDatabase([]);
  const folder = await migrations({ '0001_first': 'create table area.thing (id int);' });
  const applied = await Promise.all([migrate(database.url, [folder]), migrate(database.url, [folder])]);
  assert.deepEqual(applied.flat(), ['area/0001_first']);
});

test('a migration that fails leaves nothing behind, and applies once it is mended', async () => {
  await using database = await createTestDatabase([]);
  const broken = await migrations({ '0001_first': 'create table area.thing (id int); select * from nowhere;' });
  await assert.rejects(migrate(database.url, [broken]), /nowhere/);
  const mended = await migrations({ '0001_first': 'create table area.thing (id int);' });
  assert.deepEqual(await migrate(database.url, [mended]), ['area/0001_first']);
});

test('a migration that was changed after it was applied is refused', async () => {
  await using database = await createTestDatabase([]);
  await migrate(database.url, [await migrations({ '0001_first': 'create table area.thing (id int);' })]);
  const changed = await migrations({ '0001_first': 'create table area.thing (id bigint);' });
  await assert.rejects(migrate(database.url, [changed]), /was changed after it was applied/);
});

test('a function body with semicolons is one statement', async () => {
  await using database = await createTestDatabase([]);
  const body = `create function area.two() returns int language plpgsql as $$ begin perform 1; return 2; end $$;`;
  await migrate(database.url, [await migrations({ '0001_first': body })]);
  const sql = connectPostgres(database.url, { max: 1, applicationName: 'test' });
  const [row] = await sql<{ two: number }[]>`select area.two() as two`;
  await sql.end();
  assert.equal(row?.two, 2);
});

async function migrations(scripts: Record<string, string>): Promise<{ schema: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'necips-migrations-'));
  for (const [name, script] of Object.entries(scripts)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), script);
  }
  return { schema: 'area', folder };
}
