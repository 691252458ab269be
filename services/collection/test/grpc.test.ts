import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FeedService, necips } from '@necips/proto';
import { createGrpcClient, isServiceError, recordVersionDigest } from '@necips/runtime';
import { aCollection, type TestCollection } from './support/collection.ts';
import { aFile, aRow, HEADER, someRows } from './support/rows.ts';

const States = necips.submission.v1.SubmissionState;

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_FEED_BATCH_BYTES_MAX: '10000' });
});
after(() => collection[Symbol.asyncDispose]());

const columns = HEADER.split(',');
const header = (idempotencyKey = '') => ({ header: { item: 'REG', columns, idempotencyKey, fileName: '批次' } });
const rows = (...lines: string[]) => ({ rows: { rows: lines.map((line) => ({ values: line.split(',') })) } });

function follower(role = 'service') {
  const token = { token: async () => collection.token(role) };
  return createGrpcClient(FeedService, { address: collection.grpcAddress, token });
}

test('rows sent as messages get the same answers as a file', async () => {
  using client = collection.grpc();
  const bad = { values: ['带,逗号和"引号"的公司', '91330106MA0000007Q', '2016-02-30', 'a\nb', '浙江'] };
  const requests = [header(), rows(...someRows(1, 10)), { rows: { rows: [bad, { values: [] }] } }, rows(aRow(11))];

  const { submission } = await client.upload('submit', requests);
  const submissionId = submission?.submissionId ?? '';
  await collection.untilEnded(submissionId);

  const ended = (await client.unary('getSubmission', { submissionId })).submission;
  assert.deepEqual(
    [ended?.state, ended?.rows, ended?.accepted, ended?.rejected],
    [States.SUBMISSION_STATE_COMPLETED, 13, 11, 2],
  );
  const { errors } = await client.unary('listRowErrors', { submissionId });
  assert.deepEqual(
    errors?.map(({ row, code }) => [row, code]),
    [
      [11, 'control_character'],
      [11, 'impossible_date'],
      [12, 'wrong_column_count'],
    ],
  );
  const listed = await client.unary('listSubmissions', { state: States.SUBMISSION_STATE_COMPLETED, pageSize: 1 });
  assert.equal(listed.submissions?.length, 1);
});

test('wrong columns, nothing but a header, and no header are refused, and nothing is kept', async () => {
  using client = collection.grpc();
  const before = await collection.sql`select id from submission`;
  const refused = async (requests: object[], reason: string) =>
    await assert.rejects(
      client.upload('submit', requests),
      (error) => isServiceError(error) && error.reason === reason,
    );

  await refused([{ header: { item: 'REG', columns: [...columns, '信用等级'] } }, rows(aRow(1))], 'unknown_column');
  await refused([{ header: { item: 'REG', columns: columns.slice(1) } }, rows(aRow(1))], 'missing_column');
  await refused([header()], 'header_only');
  await refused([rows(aRow(1))], 'no_header');
  await refused([], 'no_header');
  await refused([{ header: { item: 'XXX', columns } }], 'unknown_item');

  assert.equal((await collection.sql`select id from submission`).length, before.length);
});

test('the same idempotency key gives the first submission', async () => {
  using client = collection.grpc();
  const first = await client.upload('submit', [header('k'), rows(...someRows(21, 25))]);
  const second = await client.upload('submit', [header('k'), rows(...someRows(21, 25))]);
  assert.equal(first.submission?.submissionId, second.submission?.submissionId);
});

test('take back and cancel work as through REST', async () => {
  using client = collection.grpc();
  const { submissionId } = await collection.load(aFile(aRow(31)));

  const { submission } = await client.unary('takeBackSubmission', { submissionId, reason: '误报' });
  assert.ok(
    submission?.state === States.SUBMISSION_STATE_TAKING_BACK ||
      submission?.state === States.SUBMISSION_STATE_TAKEN_BACK,
  );
  await collection.untilEnded(submissionId, ['taken_back']);
  await assert.rejects(
    client.unary('cancelSubmission', { submissionId }),
    (error) => isServiceError(error, 'precondition') && error.reason === 'already_ended',
  );
});

test('the feed gives every version in order, first what is stored and then live, and goes on behind a cursor', async () => {
  using client = follower();
  await collection.load(aFile(...someRows(101, 150)));
  const stream = client.stream('follow', { cursor: {}, batchEntriesMax: 7 });
  const entries: necips.feed.v1.IRecordVersion[] = [];
  let incarnation = '';
  const readUntil = async (recordId: string) => {
    for (;;) {
      const { value } = await stream.next();
      assert.ok(value);
      incarnation = value.incarnation ?? '';
      assert.ok((value.entries?.length ?? 0) <= 7);
      entries.push(...(value.entries ?? []));
      if (entries.some((entry) => entry.recordId === recordId)) return;
    }
  };
  const recordOf = (row: string) => `330000/REG/${row.split(',')[1]}`;

  await readUntil(recordOf(aRow(150)));
  await collection.load(aFile(...someRows(151, 160)));
  await readUntil(recordOf(aRow(160)));
  await stream.return();

  const sequences = entries.map(({ sequence }) => sequence ?? 0);
  assert.deepEqual(
    sequences,
    [...sequences].sort((a, b) => a - b),
  );
  assert.equal(new Set(sequences).size, sequences.length);
  const stored = await collection.sql<{ count: number }[]>`
    select count(*) from record_version where sequence <= ${sequences.at(-1) ?? 0}`;
  assert.equal(entries.length, stored[0]?.count);
  const last = entries.at(-2);
  assert.ok(last);
  const digest = recordVersionDigest({ ...last, operation: last.operation ?? 0 } as Parameters<
    typeof recordVersionDigest
  >[0]);
  const behind = client.stream('follow', { cursor: { incarnation, sequence: last.sequence ?? 0, digest } });
  const { value } = await behind.next();
  await behind.return();
  assert.equal(value?.entries?.[0]?.sequence, entries.at(-1)?.sequence);
});

test('a cursor of another feed is refused, and so is a caller who is no service', async () => {
  using client = follower();
  using department = follower('department');
  await collection.load(aFile(aRow(201)));
  const cursor = { incarnation: '5d3c1f0a-0000-4000-8000-000000000001', sequence: 1, digest: Buffer.alloc(32) };

  await assert.rejects(
    client.stream('follow', { cursor }).next(),
    (error) => isServiceError(error, 'precondition') && error.reason === 'feed_diverged',
  );
  await assert.rejects(department.stream('follow', {}).next(), (error) => isServiceError(error, 'forbidden'));
});

test('a feed message is bounded in bytes', async () => {
  using client = follower();
  await collection.load(aFile(...someRows(301, 400)));
  const stream = client.stream('follow', { cursor: {}, batchEntriesMax: 2_000 });
  const { value } = await stream.next();
  await stream.return();

  const bytes = (value?.entries ?? []).map(({ head, publicPart }) => Buffer.byteLength(`${head}${publicPart}`));
  assert.ok(bytes.length > 1);
  assert.ok(bytes.reduce((sum, size) => sum + size, 0) <= 10_000);
});
