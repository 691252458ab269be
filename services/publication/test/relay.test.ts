import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CopyService, type necips } from '@necips/proto';
import { createGrpcClient } from '@necips/runtime';
import { until } from '@necips/testbed';
import { CompactRange, decodeLeaf, leafHash, openCheckpoint, verifyLeafContent } from '@necips/tlog';
import { joinFederation } from './federation.ts';
import { type Province, type Published, publishIn, startProvince } from './province.ts';
import { aRegistration, recordIdOf } from './registrations.ts';

test('each signed batch reaches Kafka as one message, in leaf order, with what its leaves commit to', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: { ...federation.settings, BATCH_LEAVES_MAX: '4' } });
  await using published = await publishIn(province);
  await province.collection.append(registrations(federation.node, 10));
  await published.size(10);

  const batches = await federation.batches(3);

  assert.deepEqual(extents(batches), [
    [0, 4],
    [4, 4],
    [8, 2],
  ]);
  requireSigned(province, batches);
  for (const leaf of batches.flatMap((batch) => batch.leaves as necips.federation.v1.PublishedLeaf[])) {
    assert.ok(verifyLeafContent(decodeLeaf(leaf.leaf), leaf));
  }
  await until(async () => (await statusOf(published)).relayedSize === 10);
});

test('what was published while Kafka was away is relayed from the database when it is back, in order', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: { ...federation.settings, BATCH_LEAVES_MAX: '4' } });
  const { node } = federation;
  {
    await using published = await publishIn(province, { settings: { KAFKA_BROKERS: '127.0.0.1:1' } });
    await province.collection.append(registrations(node, 6));
    await published.size(6);
    await province.collection.append([aRegistration({ node, subject: 0, version: 2, op: 'withdraw' })]);
    await published.size(7);
    assert.equal((await published.get('/health/ready')).status, 200);
  }

  await using published = await publishIn(province);
  await province.collection.append(registrations(node, 7).slice(6));
  await published.size(8);
  const batches = await federation.batches(4);

  assert.deepEqual(extents(batches), [
    [0, 4],
    [4, 2],
    [6, 1],
    [7, 1],
  ]);
  requireSigned(province, batches);
  const [withdrawn, , , , , , withdrawal] = batches.flatMap((batch) => batch.leaves);
  assert.deepEqual([withdrawn?.contentGone, withdrawn?.publicPart], [true, '']);
  assert.equal(withdrawal?.recordId, recordIdOf(0, node));
});

test('after a restart the relay goes on where Kafka acknowledged, or repeats whole batches', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  {
    await using published = await publishIn(province);
    await province.collection.append(registrations(federation.node, 5));
    await until(async () => (await statusOf(published)).relayedSize === 5);
  }
  await province.sql`update relay_state set relayed_size = 0`;

  await using published = await publishIn(province);
  await province.collection.append(registrations(federation.node, 6).slice(5));
  await published.size(6);
  const batches = await federation.batches(3);

  assert.deepEqual(extents(batches), [
    [0, 5],
    [0, 5],
    [5, 1],
  ]);
  const [first, again] = batches;
  assert.deepEqual(
    again?.leaves.map(({ leaf }) => leaf),
    first?.leaves.map(({ leaf }) => leaf),
  );
  assert.equal(again?.checkpoint, first?.checkpoint);
});

test('a receipt shows how far the centre has verified, an older one changes nothing, a contradicting one is told', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  await using published = await publishIn(province);
  const { node } = federation;
  await province.collection.append([
    aRegistration({ node, subject: 1, version: 1 }),
    aRegistration({ node, subject: 1, version: 2, op: 'withdraw' }),
  ]);
  const { root } = await published.size(2);
  await until(async () => (await province.sql`select from pending_withdrawal`).length === 1);

  await federation.sendReceipt({ verifiedSize: 2, root, verifiedAtMs: 2_000 });
  await until(async () => (await statusOf(published)).lag === 0);
  await federation.sendReceipt({ verifiedSize: 1, root, verifiedAtMs: 1_000 });
  await federation.sendReceipt({ verifiedSize: 2, root: Buffer.alloc(32, 9), verifiedAtMs: 3_000 });
  await until(async () => /请立即报告/.test((await statusOf(published)).description));

  const status = await statusOf(published);
  assert.deepEqual([status.verifiedSize, status.lag], [2, 0]);
  assert.equal((await province.sql`select from pending_withdrawal`).length, 0);
});

test('of a record that is shown it is told when each version was published, and when the centre had verified it', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  let time = 10_000;
  await using published = await publishIn(province, { now: () => time });
  const { node } = federation;
  const publish = async (size: number, ...changes: Parameters<typeof aRegistration>[0][]) => {
    time += 1_000;
    await province.collection.append(changes.map((change) => aRegistration({ node, ...change })));
    return (await published.size(size)).root;
  };
  const first = await publish(2, { subject: 1, version: 1 }, { subject: 2, version: 1 });
  const second = await publish(3, { subject: 1, version: 2, name: '杭州虎跑茶业有限公司' });
  await publish(4, { subject: 2, version: 2, op: 'withdraw' });
  await publish(5, { subject: 1, version: 3, name: '杭州龙井茶业有限公司' });
  await federation.sendReceipt({ verifiedSize: 2, root: first, verifiedAtMs: 20_000 });
  await until(async () => (await statusOf(published)).verifiedSize === 2);
  await federation.sendReceipt({ verifiedSize: 3, root: second, verifiedAtMs: 30_000 });
  await until(async () => (await statusOf(published)).verifiedSize === 3);

  const token = { token: async () => province.realms.tokenFor('node-330000', 'service') };
  using client = createGrpcClient(CopyService, { address: published.grpcAddress, token });
  const told = async (subject: number) => {
    const { publications } = await client.unary('getPublications', { recordId: recordIdOf(subject, node) });
    return publications?.map((each) => [each.version, each.leafIndex, each.publishedAtMs, each.verifiedAtMs]);
  };

  assert.deepEqual(await told(1), [
    [3, 4, 14_000, 0],
    [2, 2, 12_000, 30_000],
    [1, 0, 11_000, 20_000],
  ]);
  assert.deepEqual(await told(2), []);
});

test('that the centre has stopped this node is shown to its administrators until it goes on, whatever comes late', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({ settings: federation.settings });
  await using published = await publishIn(province);
  const { STOPPED, RESUMED } = { STOPPED: 1, RESUMED: 2 } as const;
  const about = { verifiedSize: 4, verifiedCheckpoint: 'a', otherCheckpoint: 'b' };

  await federation.sendNotice({ ...about, kind: STOPPED, reason: '互相矛盾', noticedAtMs: 2_000 });
  await until(async () => (await noticeOf(published))?.kind === 'stopped');
  await federation.sendNotice({ ...about, kind: RESUMED, reason: '更早的通知', noticedAtMs: 1_000 });

  const { notice, description } = (await (await published.get('/v1/status')).json()) as Record<string, unknown>;
  assert.deepEqual(notice, {
    kind: 'stopped',
    reason: '互相矛盾',
    verifiedSize: 4,
    verifiedCheckpoint: 'a',
    otherCheckpoint: 'b',
    noticedAt: new Date(2_000).toISOString(),
  });
  assert.match(String(description), /总局已停止汇集本节点/);
  // It is ready once its log is open, stopped by the centre or not.
  const ready = await until(async () => {
    const answer = await published.get('/health/ready');
    return answer.status === 200 && answer.text();
  });
  assert.match(ready, /互相矛盾/);
  assert.match(await (await published.get('/metrics')).text(), /stopped_by_centre 1/);
  await federation.sendNotice({ ...about, kind: RESUMED, reason: '已查明', noticedAtMs: 3_000 });
  await until(async () => (await noticeOf(published))?.kind === 'resumed');
  assert.doesNotMatch(await (await published.get('/health/ready')).text(), /互相矛盾/);
});

test('a log to which nothing is added sends heartbeats with its checkpoint, and goes on with what comes', async () => {
  await using federation = await joinFederation();
  await using province = await startProvince({
    settings: { ...federation.settings, HEARTBEAT_INTERVAL_MS: '100', BATCH_LEAVES_MAX: '4' },
  });
  await using published = await publishIn(province);
  await province.collection.append(registrations(federation.node, 2));
  await published.size(2);
  await until(async () =>
    (await federation.batches(1)).some((batch) => batch.leaves.length > 0 && batch.firstIndex === 0),
  );
  await until(async () => (await federation.batches(1)).at(-1)?.leaves.length === 0);
  await province.collection.append(registrations(federation.node, 3).slice(2));
  await published.size(3);
  await until(async () =>
    (await federation.batches(1)).some(({ firstIndex, leaves }) => firstIndex === 2 && leaves.length > 0),
  );

  const batches = await federation.batches(3);

  for (const { firstIndex, leaves, checkpoint, node } of batches) {
    const { size } = openCheckpoint(checkpoint, 'log.330000.necips.example/1', [province.verifier]);
    assert.equal(size, firstIndex + leaves.length);
    assert.equal(node, federation.node);
  }
  assert.ok(batches.some(({ firstIndex, leaves }) => firstIndex === 2 && leaves.length === 0));
});

const registrations = (node: string, count: number) =>
  Array.from({ length: count }, (_, subject) => aRegistration({ node, subject, version: 1 }));

const extents = (batches: readonly necips.federation.v1.PublishedBatch[]) =>
  batches.map(({ firstIndex, leaves }) => [firstIndex, leaves.length]);

/** Recomputes the tree from the messages alone, as the centre does. */
function requireSigned(province: Province, batches: readonly necips.federation.v1.PublishedBatch[]): void {
  const range = new CompactRange();
  for (const { leaves, checkpoint } of batches) {
    range.appendMany(leaves.map(({ leaf }) => leafHash(leaf as Uint8Array)));
    const { size, root } = openCheckpoint(checkpoint, 'log.330000.necips.example/1', [province.verifier]);
    assert.equal(size, range.size);
    assert.deepEqual(Buffer.from(root), Buffer.from(range.root()));
  }
}

async function statusOf({ get }: Published) {
  const status = await (await get('/v1/status')).json();
  return status as { relayedSize: number; verifiedSize: number; lag: number; description: string };
}

async function noticeOf({ get }: Published): Promise<{ kind: string } | null> {
  return ((await (await get('/v1/status')).json()) as { notice: { kind: string } | null }).notice;
}
