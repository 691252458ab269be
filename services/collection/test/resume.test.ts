import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
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

const MAIN = join(import.meta.dirname, '../src/main.ts');

/** Kills the process that works on a submission as soon as `isDue`, and returns the submission as it stood then. */
async function killedProcess(
  collection: TestCollection,
  file: string,
  isDue: (submission: SubmissionJson) => boolean,
): Promise<SubmissionJson> {
  const port = await freePort();
  const env = { ...collection.env, COLLECTION_HTTP_PORT: String(port), PATH: process.env['PATH'] };
  const child = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
  const there = doors(`http://127.0.0.1:${port}`, collection.token('department'));
  while (
    !(await there.call('/health/ready').then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 20));
  let submission = (await (await there.submit(file)).json()) as SubmissionJson;
  while (!isDue(submission)) submission = await there.get(`/v1/submissions/${submission.submissionId}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  return submission;
}

test('a process killed while it records loses no row and counts none twice', async () => {
  await using stopped = await aStoppedCollection();
  const { collection } = stopped;
  const rows = [
    aRow(5_000, { name: '早行' }),
    ...someRows(1, 3_000),
    aRow(3_001, { date: '坏' }),
    aRow(5_000),
    aRow(5_000),
  ];

  const killed = await killedProcess(collection, aFile(...rows), ({ accepted }) => accepted > 200);
  assert.ok(killed.accepted < 3_001, 'it was killed in the middle');
  await using _next = await startCollection(readCollectionConfig(collection.env));
  const ended = await stopped.untilEnded(killed.submissionId, _next.http.port);

  assert.deepEqual(
    [ended.state, countsOf(ended)],
    ['completed', { rows: 3_004, accepted: 3_001, unchanged: 1, rejected: 2 }],
  );
  const [versions] = await collection.sql<{ count: number; records: number; highest: number }[]>`
    select count(*), count(distinct record_id) as records, max(version) as highest from record_version`;
  assert.deepEqual(versions, { count: 3_001, records: 3_001, highest: 1 });
  const errors =
    await collection.sql`select row from row_error where submission_id = ${killed.submissionId} order by row`;
  assert.deepEqual(
    errors.map(({ row }) => row),
    [1, 3_002],
  );
});

test('a process killed while it takes back ends with every record undone once', async () => {
  await using stopped = await aStoppedCollection();
  const { collection } = stopped;

  const killed = await killedProcess(collection, aFile(...someRows(1, 2_000)), ({ state }) => state === 'completed');
  await collection.sql`update submission set state = 'taking_back', undo_target = 'taken_back' where id = ${killed.submissionId}`;
  const first = await startCollection(readCollectionConfig(collection.env));
  await stopped.untilEnded(killed.submissionId, first.http.port, ({ undone }) => undone.withdrawn > 0);
  await first[Symbol.asyncDispose]();
  await using next = await startCollection(readCollectionConfig(collection.env));
  const ended = await stopped.untilEnded(killed.submissionId, next.http.port, ({ state }) => state === 'taken_back');

  assert.deepEqual(ended.undone, { withdrawn: 2_000, restored: 0, kept: 0 });
  const [versions] = await collection.sql<{ count: number }[]>`select count(*) from record_version where operation = 2`;
  assert.equal(versions?.count, 2_000);
});

/** A database, a realm and settings, with no process at work. */
async function aStoppedCollection() {
  await using starting = new AsyncDisposableStack();
  const collection = starting.use(await aCollection({ COLLECTION_BLOCK_ROWS: '20', COLLECTION_NODE: '330000' }));
  await collection.stop();
  const running = starting.move();
  return {
    collection,
    untilEnded: async (
      submissionId: string,
      port: number,
      isDue: (submission: SubmissionJson) => boolean = ({ state }) => state === 'completed',
    ): Promise<SubmissionJson> => {
      const there = doors(`http://127.0.0.1:${port}`, collection.token('department'));
      for (;;) {
        const submission = (await there.get(`/v1/submissions/${submissionId}`)) as SubmissionJson;
        if (isDue(submission)) return submission;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
