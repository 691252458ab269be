import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectPostgres, migrate, RUNTIME_MIGRATIONS } from '@necips/runtime';
import { createTestDatabase } from '@necips/testbed';
import { COLLECTION_MIGRATIONS } from '../src/index.ts';

test('versions of before their content stood apart keep it, and their numbers go on', async () => {
  await using cleaning = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'collection-migrations-'));
  cleaning.defer(() => rm(folder, { recursive: true }));
  await cp(join(COLLECTION_MIGRATIONS.folder, '0001_collection'), join(folder, '0001_collection'), { recursive: true });
  const database = cleaning.use(await createTestDatabase([RUNTIME_MIGRATIONS, { schema: 'public', folder }]));
  const sql = connectPostgres(database.url, { max: 1, applicationName: 'test' });
  cleaning.defer(() => sql.end());
  const insert = (name: string) =>
    sql.unsafe(`
    insert into record_version (record_id, version, operation, head, public_part, restricted_part, submission_id, row_number,
      undo, collected_at_ms)
    values ('330000/REG/${name}', 1, 1, 'head ${name}', 'public ${name}', '', gen_random_uuid(), 1, false, 0)`);
  await insert('A');
  await insert('B');

  await migrate(database.url, [COLLECTION_MIGRATIONS]);

  const contents = await sql`
    select sequence, record_id, head, public_part from record_version join record_version_content using (sequence)
    order by sequence`;
  assert.deepEqual(
    contents.map((row) => Object.values(row)),
    [
      [1, '330000/REG/A', 'head A', 'public A'],
      [2, '330000/REG/B', 'head B', 'public B'],
    ],
  );
  const [next] = await sql`select nextval('record_version_sequence_seq') as sequence`;
  assert.equal(next?.['sequence'], 3);
  await assert.rejects(sql`delete from record_version_content`, /append-only/);
  await assert.rejects(sql`update record_version set record_id = ''`, /append-only/);
});
