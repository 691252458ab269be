import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { aCollection, countsOf, DEPARTMENTS, type SubmissionJson, type TestCollection } from './support/collection.ts';
import { aFile, aRow, HEADER, someRows } from './support/rows.ts';

let collection: TestCollection;
before(async () => {
  collection = await aCollection({ COLLECTION_CHUNK_BYTES: '4096', COLLECTION_RECEIVE_LEASE_MS: '3000' });
});
after(() => collection[Symbol.asyncDispose]());

async function newest(): Promise<SubmissionJson> {
  const { items } = (await collection.get('/v1/submissions?limit=1')) as { items: SubmissionJson[] };
  assert.ok(items[0]);
  return items[0];
}

async function assertNothingPublished(submission: SubmissionJson) {
  assert.equal(submission.state, 'incomplete');
  assert.notEqual(submission.failure, '');
  const { submissionId } = submission;
  const left = await collection.sql`
    select 1 from upload_chunk where submission_id = ${submissionId}
    union all select 1 from record_version where submission_id = ${submissionId}`;
  assert.equal(left.length, 0);
}

/** Sends the beginning of a file under an announced length, and goes away once the service has stored some of it. */
async function sendHalf(file: string, headers: Record<string, string> = {}): Promise<void> {
  const stored = async () => (await collection.sql`select 1 from upload_chunk limit 1`).length > 0;
  const closed = Promise.withResolvers<void>();
  const upload = request(`${collection.base}/v1/submissions?item=REG`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${collection.token('department')}`,
      'content-type': 'text/csv',
      'content-length': String(Buffer.byteLength(file)),
      ...headers,
    },
  });
  upload.on('error', () => {}).on('close', closed.resolve);
  upload.write(Buffer.from(file).subarray(0, Buffer.byteLength(file) / 2));
  while (!(await stored())) await new Promise(setImmediate);
  upload.destroy();
  await closed.promise;
}

test('a client that goes away half way leaves an incomplete submission, and the file can be sent again', async () => {
  const file = aFile(...someRows(1, 4_000));

  await sendHalf(file, { 'idempotency-key': 'half' });
  const { submissionId } = await newest();
  await assertNothingPublished(await collection.untilEnded(submissionId));
  const again = await collection.load(file, { headers: { 'idempotency-key': 'half' } });

  assert.deepEqual(countsOf(again), { rows: 4_000, accepted: 4_000, unchanged: 0, rejected: 0 });
  assert.notEqual(again.submissionId, submissionId);
});

test('a file that ends inside a quoted field is incomplete', async () => {
  const response = await collection.submit(`${HEADER}\n${aRow(1)}\n"杭州没有写完的公司,913301`);
  const problem = (await response.json()) as { reason: string; submissionId: string; detail: string };

  assert.deepEqual([response.status, problem.reason], [422, 'ends_in_quoted_field']);
  assert.match(problem.detail, /第 2 行/);
  await assertNothingPublished(await collection.untilEnded(problem.submissionId));
});

test('gzip that ends too early is incomplete', async () => {
  const file = gzipSync(aFile(...someRows(1, 2_000)));
  const response = await collection.submit(file.subarray(0, file.length - 500), {
    headers: { 'content-type': 'application/gzip' },
  });
  const problem = (await response.json()) as { reason: string; submissionId: string };

  assert.deepEqual([response.status, problem.reason], [422, 'truncated_gzip']);
  await assertNothingPublished(await collection.untilEnded(problem.submissionId));
});

test('a gRPC stream that is cancelled half way is incomplete', async () => {
  using client = collection.grpc();
  const cancelling = new AbortController();
  async function* requests() {
    yield { header: { item: 'REG', columns: HEADER.split(','), idempotencyKey: 'grpc-half' } };
    for (let message = 0; ; message++) {
      yield { rows: { rows: someRows(message * 500, message * 500 + 499).map((row) => ({ values: row.split(',') })) } };
      if ((await collection.sql`select 1 from upload_chunk limit 1`).length > 0) cancelling.abort();
    }
  }

  await assert.rejects(client.upload('submit', requests(), { signal: cancelling.signal }));

  await assertNothingPublished(await collection.untilEnded((await newest()).submissionId));
});

test('a department that is revoked in the middle of a gRPC stream publishes nothing of it', async () => {
  using client = collection.grpc();
  const [{ uscc }] = DEPARTMENTS;
  let isRevoked = false;
  async function* requests() {
    yield { header: { item: 'REG', columns: HEADER.split(','), idempotencyKey: 'grpc-revoked' } };
    for (let message = 0; message < 1_000; message++) {
      yield { rows: { rows: someRows(message * 500, message * 500 + 499).map((row) => ({ values: row.split(',') })) } };
      const stored = await collection.sql`
        select 1 from upload_chunk join submission on submission.id = submission_id where state = 'receiving' limit 1`;
      if (isRevoked || stored.length === 0) continue;
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: '机构撤销' }),
      };
      const revoked = await collection.call(`/v1/departments/${uscc}/revoke`, init, collection.token('province-admin'));
      assert.equal(revoked.status, 200);
      isRevoked = true;
    }
  }

  await assert.rejects(client.upload('submit', requests()), { reason: 'no_longer_received' });

  const [submission] = await collection.sql`select id from submission where idempotency_key = 'grpc-revoked'`;
  await collection.sql`update department set revoked_at = null, revoked_by = null, revoke_reason = null`;
  await assertNothingPublished(await collection.untilEnded(String(submission?.['id'])));
});

test('an upload whose process has died becomes incomplete', async () => {
  const id = '5d3c1f0a-0000-4000-8000-000000000001';
  await collection.sql`
    insert into submission (id, item, state, department, department_name, account, file_name, received_at, alive_at)
    values (${id}, 'REG', 'receiving', '11330000002482095X', '部门', 'department-demo', '', now(), now() - interval '1 minute')`;

  await assertNothingPublished(await collection.untilEnded(id));
});
