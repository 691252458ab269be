import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NodeFacts, nodeStatus } from './node-status.ts';

const NOW = 1_800_000_000_000;

test('a province whose published leaves are all verified is verified', () => {
  const { state, lagLeaves, lagMs } = statusOf({ publishedSize: 10, verifiedSize: 10 });
  assert.deepEqual({ state, lagLeaves, lagMs }, { state: 'verified', lagLeaves: 0, lagMs: 0 });
});

test('the lag is no older than the last verified leaf, nor than the moment since which something is missing', () => {
  const behind = { publishedSize: 12, verifiedSize: 10 };
  assert.equal(statusOf({ ...behind, lastLeafTimeMs: NOW - 3_600_000, behindSinceMs: NOW - 200 }).lagMs, 200);
  assert.equal(statusOf({ ...behind, lastLeafTimeMs: NOW - 500, behindSinceMs: NOW - 90_000 }).lagMs, 500);
});

test('a province without a message or a checkpoint for long is silent since the last one', () => {
  const { state, silentSinceMs } = statusOf({
    enrolledAtMs: NOW - 900_000,
    lastMessageAtMs: NOW - 120_000,
    lastCheckpointAtMs: NOW - 80_000,
  });
  assert.deepEqual({ state, silentSinceMs }, { state: 'silent', silentSinceMs: NOW - 80_000 });
});

test('a province that was just enrolled is not silent', () => {
  assert.equal(
    statusOf({ enrolledAtMs: NOW - 1_000, lastMessageAtMs: null, lastCheckpointAtMs: null }).state,
    'verified',
  );
});

test('a stopped province says so whatever else is the case', () => {
  const facts = {
    stoppedAtMs: NOW - 5,
    stopReason: '互相矛盾',
    operations: { ...OPERATIONS, repairsOpen: 1 },
    publishedSize: 5,
  };
  const { state, reason } = statusOf(facts);
  assert.deepEqual({ state, reason }, { state: 'stopped', reason: '互相矛盾' });
});

test('what stands in the way is part of the reason', () => {
  assert.match(
    statusOf({ publishedSize: 2, operations: { ...OPERATIONS, repairsOpen: 1 }, trouble: '补读超时' }).reason,
    /补读.*补读超时/,
  );
});

test('what is counted is said in words, and a patrol that has not begun is null', () => {
  const operations = {
    ...OPERATIONS,
    differencesOpen: 2,
    sourceDiffers: 1,
    quarantined: 3,
    quarantinedNewestAtMs: NOW,
  };
  const status = statusOf({ operations });
  assert.match(status.differences.reason, /2 处差异.*其中 1 处对方所示内容与其签名的承诺不符/);
  assert.match(status.quarantine.reason, /3 条消息/);
  assert.equal(status.quarantine.newestAt, new Date(NOW).toISOString());
  assert.equal(status.patrol, null);
});

test('a province where nothing moves says since when and why', () => {
  const { stalledSince, reason } = statusOf({ publishedSize: 3, stalledSinceMs: NOW - 9, stallReason: '消费者无应答' });
  assert.deepEqual({ stalledSince }, { stalledSince: new Date(NOW - 9).toISOString() });
  assert.match(reason, /尚有 3 条未核验：消费者无应答/);
});

function statusOf(facts: Partial<NodeFacts>) {
  const common = { nowMs: NOW, silentAfterMs: 60_000, latency: undefined, disk: null };
  return nodeStatus({ ...FACTS, ...facts }, common);
}

const OPERATIONS: NodeFacts['operations'] = {
  differencesOpen: 0,
  sourceDiffers: 0,
  differencesMendedToday: 0,
  differenceOldestAtMs: null,
  repairsOpen: 0,
  repairsToday: 0,
  quarantined: 0,
  quarantinedNewestAtMs: null,
  patrol: null,
};

const FACTS: NodeFacts = {
  node: '330000',
  name: '浙江',
  generation: 1,
  verifiedSize: 0,
  root: new Uint8Array(32),
  verifiedAtMs: 0,
  lastLeafTimeMs: 0,
  stoppedAtMs: null,
  stopReason: null,
  receivedSize: 0,
  publishedSize: 0,
  lastMessageAtMs: NOW - 10,
  lastCheckpointAtMs: NOW - 10,
  lastReceiptAtMs: null,
  behindSinceMs: null,
  trouble: null,
  stalledSinceMs: null,
  stallReason: null,
  operations: OPERATIONS,
  carryOver: null,
  enrolledAtMs: NOW - 1_000_000,
};
