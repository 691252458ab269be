import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LogService, type necips } from '@necips/proto';
import { createGrpcClient, isServiceError } from '@necips/runtime';
import { decodeLeaf, verifyLeafContent } from '@necips/tlog';
import { aRegistration, codeOf } from './province.ts';
import { type BedProvince, type RunningCentre, ServiceBed } from './service.ts';

let bed: ServiceBed;
let [zhejiang, guangdong]: BedProvince[] = [];

before(async () => {
  bed = await ServiceBed.open();
  zhejiang = await bed.openProvince();
  guangdong = await bed.openProvince();
});

after(() => bed[Symbol.asyncDispose]());

test('a province reads its own log back from the centre, with the content that its leaves commit to', async () => {
  await using centre = await bed.start();
  const province = zhejiang as BedProvince;
  await centre.enrol(province.node, province.enrolment, await bed.token('central-admin'));
  await province.send(
    province.log.publish(aRegistration(1), aRegistration(2)),
    province.log.publish(aRegistration(1, { name: '杭州测试1号新名科技有限公司' })),
  );
  await province.receipt(3);
  using client = await clientOf(centre, province.node);

  const batches = await readBatches(client, { generation: 1, firstIndex: 0 });
  const [superseded, current] = await readLeaves(client, { generation: 1, leafIndexes: [2, 0, 7] });

  assert.deepEqual(
    batches.map(({ firstIndex, checkpoint }) => [firstIndex, checkpoint]),
    province.log.batches.map(({ firstIndex, checkpoint }) => [firstIndex, checkpoint]),
  );
  const leaves = batches.flatMap((batch) => batch.leaves as necips.federation.v1.PublishedLeaf[]);
  assert.deepEqual(
    leaves.map(({ contentGone }) => contentGone),
    [true, false, false],
  );
  for (const leaf of leaves.slice(1)) assert.ok(verifyLeafContent(decodeLeaf(leaf.leaf), leaf));
  assert.deepEqual([superseded?.leafIndex, superseded?.leaf?.contentGone], [0, true]);
  assert.deepEqual(
    [current?.leafIndex, JSON.parse(current?.leaf?.head ?? '').recordId],
    [2, province.log.recordIdOf(codeOf(1))],
  );
});

test('a province reads no log but its own, and who is no province reads none', async () => {
  await using centre = await bed.start();
  const [mine, other] = [zhejiang as BedProvince, guangdong as BedProvince];
  using client = await clientOf(centre, other.node);
  using operator = createGrpcClient(LogService, {
    address: `127.0.0.1:${centre.service.grpc.port}`,
    token: { token: () => bed.token('central-admin') },
  });
  const request = { node: mine.node, generation: 1 };
  const isOther = (error: unknown) => isServiceError(error, 'forbidden') && error.reason === 'other_node';

  await assert.rejects(readBatches(client, { ...request, firstIndex: 0 }), isOther);
  await assert.rejects(readLeaves(client, { ...request, leafIndexes: [0] }), isOther);
  await assert.rejects(readBatches(client, { generation: 1, firstIndex: 0 }), (error) =>
    isServiceError(error, 'not_found'),
  );
  await assert.rejects(readBatches(operator, { ...request, firstIndex: 0 }), (error) =>
    isServiceError(error, 'forbidden'),
  );
});

async function clientOf(centre: RunningCentre, node: string) {
  const token = await bed.nodeToken(node);
  const address = `127.0.0.1:${centre.service.grpc.port}`;
  return createGrpcClient(LogService, { address, token: { token: async () => token } });
}

type Client = Awaited<ReturnType<typeof clientOf>>;

async function readBatches(client: Client, request: necips.log.v1.ReadBatchesRequest.$Properties) {
  const batches: necips.federation.v1.PublishedBatch[] = [];
  for await (const { batch } of client.stream('readBatches', request)) batches.push(batch as (typeof batches)[number]);
  return batches;
}

async function readLeaves(client: Client, request: necips.log.v1.ReadLeavesRequest.$Properties) {
  const leaves: necips.log.v1.ReadLeavesResponse.$Properties[] = [];
  for await (const leaf of client.stream('readLeaves', request)) leaves.push(leaf);
  return leaves;
}
