import assert from 'node:assert/strict';
import { mkdir, rmdir } from 'node:fs/promises';
import { test } from 'node:test';
import { LogService, type necips } from '@necips/proto';
import { createGrpcClient, isServiceError } from '@necips/runtime';
import { until } from '@necips/testbed';
import { decodeLeaf, openCheckpoint, verifyLeafContent } from '@necips/tlog';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { aRegistration, recordIdOf } from './registrations.ts';

test('a token of another node, of another role, or none opens no repair read', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const { realms } = province;
  const cases = [
    [realms.tokenFor('node-440000', 'service'), 'forbidden', 'other_node'],
    [realms.tokenFor('node-330000', 'department'), 'forbidden', 'missing_role'],
    [undefined, 'unauthenticated', 'missing_token'],
  ] as const;
  for (const [token, code, reason] of cases) {
    using client = clientOf(published, token);
    const refused = (error: unknown) => isServiceError(error, code) && error.reason === reason;
    await assert.rejects(client.unary('getLogStatus', {}), refused);
    await assert.rejects(readAll(client, { generation: 1, firstIndex: 0 }), refused);
  }
});

test('a repair read returns the signed batches with the content that their leaves commit to', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province, { settings: { BATCH_LEAVES_MAX: '3' } });
  await province.collection.append([0, 1, 2, 3, 4].map((subject) => aRegistration({ subject, version: 1 })));
  await published.size(5);
  using client = serviceClient(province, published);

  const batches = await readAll(client, { generation: 1, firstIndex: 4 });

  assert.deepEqual(
    batches.map((batch) => [batch.firstIndex, batch.leaves.length]),
    [[3, 2]],
  );
  const [batch] = batches;
  assert.ok(batch);
  const { origin, size } = openCheckpoint(batch.checkpoint, 'log.330000.necips.example/1', [province.verifier]);
  assert.deepEqual([origin, size], ['log.330000.necips.example/1', 5]);
  for (const [i, leaf] of batch.leaves.entries()) {
    const message = leaf as necips.federation.v1.PublishedLeaf;
    assert.ok(verifyLeafContent(decodeLeaf(message.leaf), message));
    assert.equal(message.recordId, recordIdOf(3 + i));
  }
  assert.equal((await readAll(client, { generation: 1, firstIndex: 0, leavesMax: 2 })).length, 1);
  assert.deepEqual(await readAll(client, { generation: 1, firstIndex: 5 }), []);
});

test('content that was superseded or withdrawn is gone from a repair read, and a withdrawal names its record', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const rows = [
    aRegistration({ subject: 1, version: 1 }),
    aRegistration({ subject: 1, version: 2, name: '杭州虎跑茶业有限公司' }),
    aRegistration({ subject: 2, version: 1 }),
    aRegistration({ subject: 2, version: 2, op: 'withdraw' }),
  ];
  await province.collection.append(rows);
  await published.size(4);
  using client = serviceClient(province, published);

  const leaves = (await readAll(client, { generation: 1, firstIndex: 0 })).flatMap((batch) => batch.leaves);

  const told = leaves.map(({ contentGone, recordId, publicPart }) => [contentGone, recordId, publicPart !== '']);
  assert.deepEqual(told, [
    [true, '', false],
    [false, recordIdOf(1), true],
    [true, '', false],
    [false, recordIdOf(2), false],
  ]);
});

test('a repair read beyond the log, or of a generation that is not there, is refused', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await published.size(0);
  using client = serviceClient(province, published);

  await assert.rejects(readAll(client, { generation: 1, firstIndex: 1 }), (error) =>
    isServiceError(error, 'out_of_range'),
  );
  await assert.rejects(readAll(client, { generation: 2, firstIndex: 0 }), (error) =>
    isServiceError(error, 'not_found'),
  );
});

test('single leaves come with the content that they still have, and what superseded the others', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  const rows = [
    aRegistration({ subject: 1, version: 1 }),
    aRegistration({ subject: 1, version: 2, name: '杭州虎跑茶业有限公司' }),
    aRegistration({ subject: 2, version: 1 }),
    aRegistration({ subject: 2, version: 2, op: 'withdraw' }),
  ];
  await province.collection.append(rows);
  await published.size(4);
  using client = serviceClient(province, published);

  const leaves: necips.log.v1.ReadLeavesResponse[] = [];
  for await (const leaf of client.stream('readLeaves', { generation: 1, leafIndexes: [3, 1, 0, 2, 1, 9] })) {
    leaves.push(leaf as necips.log.v1.ReadLeavesResponse);
  }

  const told = leaves.map(({ leafIndex, leaf, successorIndex }) => [leafIndex, leaf?.contentGone, successorIndex]);
  assert.deepEqual(told, [
    [0, true, 1],
    [1, false, 0],
    [2, true, 3],
    [3, false, 0],
  ]);
  const current = leaves[1]?.leaf as necips.federation.v1.PublishedLeaf;
  assert.ok(verifyLeafContent(decodeLeaf(current.leaf), current));
  const many = Array.from({ length: 1_001 }, (_, i) => i);
  await assert.rejects(
    async () => {
      for await (const _ of client.stream('readLeaves', { generation: 1, leafIndexes: many }));
    },
    (error) => isServiceError(error, 'invalid'),
  );
});

test('what is committed and not served yet is not said to be published', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append([aRegistration({ subject: 1, version: 1 })]);
  await published.size(1);
  const status = async () => {
    const shown = (await (await published.get('/v1/status')).json()) as Record<string, unknown>;
    return [shown['publishedSize'], shown['feedSequence']];
  };

  // Where the signed size cannot be written down, the batch is committed and its checkpoint not shown.
  const obstacle = `${province.stateFile}.new`;
  await mkdir(obstacle);
  await province.collection.append([aRegistration({ subject: 2, version: 1 })]);
  await until(async () => (await province.sql`select from runtime.feed_cursor where sequence = 2`).length > 0);
  const meanwhile = await status();
  await rmdir(obstacle);
  await published.size(2);

  assert.deepEqual(meanwhile, [1, 1]);
  await until(async () => (await status())[1] === 2);
  assert.deepEqual(await status(), [2, 2]);
});

test('the status says how far the log, its relay and the centre are', async () => {
  await using province = await startProvince();
  await using published = await publishIn(province);
  await province.collection.append([aRegistration({ subject: 1, version: 1 })]);
  const { note, root } = await published.size(1);
  using client = serviceClient(province, published);

  const status = await client.unary('getLogStatus', {});
  const shown = (await (await published.get('/v1/status')).json()) as Record<string, unknown>;

  assert.equal(status.checkpoint, note);
  assert.deepEqual([status.publishedSize, status.relayedSize, status.verifiedSize, status.feedSequence], [1, 0, 0, 1]);
  assert.deepEqual([shown['publishedSize'], shown['lag'], shown['lastReceiptAt']], [1, 1, null]);
  assert.match(status.feedIncarnation ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(shown['feedIncarnation'], status.feedIncarnation);
  assert.equal(shown['root'], Buffer.from(root).toString('base64'));
});

function serviceClient(province: Province, published: Published) {
  return clientOf(published, province.realms.tokenFor('node-330000', 'service'));
}

function clientOf({ grpcAddress }: Published, token: string | undefined) {
  return createGrpcClient(LogService, { address: grpcAddress, ...(token && { token: { token: async () => token } }) });
}

async function readAll(client: ReturnType<typeof clientOf>, request: necips.log.v1.ReadBatchesRequest.$Properties) {
  const batches: necips.federation.v1.PublishedBatch[] = [];
  for await (const { batch } of client.stream('readBatches', request)) batches.push(batch as (typeof batches)[number]);
  return batches;
}
