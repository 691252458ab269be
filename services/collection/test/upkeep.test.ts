import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readCollectionConfig, startCollection } from '../src/index.ts';
import { aCollection, countsOf, doors, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aFile, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({
    COLLECTION_BLOCK_ATTEMPTS_MAX: '2',
    COLLECTION_UPLOAD_KEEP_DAYS: '0',
    COLLECTION_CHUNK_BYTES: '1024',
  });
});
after(() => collection[Symbol.asyncDispose]());

test('a submission that cannot be processed is set aside, those behind it go on, and an administrator lets it go on', async () => {
  const { sql } = collection;
  const file = aFile(...someRows(1, 50));
  await sql`create function damage() returns trigger language plpgsql as $$
    begin if new.first_row = 1 then new.bytes := '\\x00'; end if; return new; end $$`;
  await sql`create trigger damage before insert on upload_chunk for each row execute function damage()`;
  const first = (await (await collection.submit(file)).json()) as SubmissionJson;
  await sql`drop trigger damage on upload_chunk`;
  const second = await collection.load(file);
  const failed = await collection.untilEnded(first.submissionId);

  assert.equal(second.state, 'completed');
  assert.equal(failed.state, 'failed');
  assert.notEqual(failed.failure, '');
  const status = (await collection.get('/v1/status')) as { queue: { failed: number } };
  assert.equal(status.queue.failed, 1);
  await sql`
    update upload_chunk damaged set bytes = good.bytes from upload_chunk good
    where damaged.submission_id = ${first.submissionId} and damaged.first_row = 1
      and good.submission_id = ${second.submissionId} and good.first_row = 1`;
  const byDepartment = await collection.act(first.submissionId, 'retry');
  const byAdministrator = await collection.act(
    first.submissionId,
    'retry',
    undefined,
    collection.token('province-admin'),
  );
  const again = await collection.act(second.submissionId, 'retry', undefined, collection.token('province-admin'));

  assert.deepEqual([byDepartment.status, byAdministrator.status, again.status], [403, 200, 409]);
  const mended = await collection.untilEnded(first.submissionId);
  assert.deepEqual(countsOf(mended), { rows: 50, accepted: 0, unchanged: 50, rejected: 0 });
  const acts = await sql`select act from runtime.audit_entry where object = ${first.submissionId}`;
  assert.deepEqual(
    acts.map(({ act }) => act),
    ['retry_submission'],
  );
});

test('an upload is deleted after its time, and counts and report stay', async () => {
  const submission = await collection.load(aFile(...someRows(201, 210)));
  const stored = () => collection.sql`select 1 from upload_chunk where submission_id = ${submission.submissionId}`;
  assert.equal((await stored()).length > 0, true);

  await using next = await startCollection(readCollectionConfig(collection.env));
  while ((await stored()).length > 0) await new Promise((resolve) => setTimeout(resolve, 10));

  const there = doors(`http://127.0.0.1:${next.http.port}`, collection.token('department'));
  assert.deepEqual(countsOf(await there.untilEnded(submission.submissionId)), countsOf(submission));
});

test('of two processes on one database one works and the other stands by, and takes over', async () => {
  await using second = await startCollection(readCollectionConfig(collection.env));
  const there = doors(`http://127.0.0.1:${second.http.port}`, collection.token('department'));
  const submission = await there.load(aFile(...someRows(301, 400)));
  assert.deepEqual(countsOf(submission), { rows: 100, accepted: 100, unchanged: 0, rejected: 0 });

  await collection.stop();
  const next = await there.load(aFile(...someRows(401, 500)));
  assert.deepEqual(countsOf(next), { rows: 100, accepted: 100, unchanged: 0, rejected: 0 });
});
