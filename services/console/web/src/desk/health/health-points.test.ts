import assert from 'node:assert/strict';
import { test } from 'node:test';
import { healthPoints, inChinaTime } from './health-points.ts';
import type { NodeState } from './status.ts';

const AT = '2026-11-23T09:56:40.505Z';
const HEALTHY: NodeState = {
  publication: {
    publishedSize: 3267,
    relayedSize: 3267,
    verifiedSize: 3267,
    checkpointAt: AT,
    lastReceiptAt: AT,
    lag: 0,
    feedLag: 0,
    withheld: null,
    description: '',
    disk: { freeBytes: 80e9, totalBytes: 270e9, reason: '' },
    notice: null,
    patrol: { lastRoundEndedAt: AT, differencesOpen: 0, differencesToday: 7, reason: '' },
    erasure: { waitingSince: null, dueAt: null, isOverdue: false, reason: '' },
  },
  collection: {
    queue: { receiving: 0, received: 0, processing: 0, takingBack: 0, failed: 0 },
    held: { waiting: 0, oldestAt: null },
    transfers: { waiting: 0, overdue: 0 },
    connectors: { running: 1, failing: 0, paused: 0, stopped: 0 },
    catalogue: { version: 2, effectiveFrom: '2026-11-23', refused: 0, reason: '' },
    disk: { freeBytes: 80e9, totalBytes: 270e9, reason: '' },
  },
};

const pointsOf = (state: NodeState) => healthPoints(state).flatMap(({ points }) => points);
const bad = (state: NodeState) => pointsOf(state).filter(({ tone }) => tone === 'bad');

test('of a node that runs well everything is good, in the time of China', () => {
  assert.deepEqual(
    pointsOf(HEALTHY).filter(({ tone }) => tone !== 'good'),
    [],
  );
  assert.ok(pointsOf(HEALTHY).some(({ text }) => text.includes('2026-11-23 17:56:40')));
});

test('what waits for somebody stands out', () => {
  const { publication, collection } = HEALTHY;
  const state = {
    publication: {
      ...publication,
      lag: -3,
      disk: { freeBytes: 1e9, totalBytes: 270e9, reason: '' },
      patrol: { lastRoundEndedAt: AT, differencesOpen: 2, differencesToday: 2, reason: '' },
      erasure: { waitingSince: AT, dueAt: AT, isOverdue: true, reason: '' },
    },
    collection: {
      ...collection,
      queue: { ...collection.queue, failed: 1 },
      transfers: { waiting: 5, overdue: 2 },
      connectors: { running: 1, failing: 0, paused: 0, stopped: 1 },
    },
  };

  assert.deepEqual(
    bad(state).map(({ label, word }) => `${label} ${word}`),
    [
      '报送批次 1 批失败',
      '跨省转送 2 条逾期',
      '数据库对接 1 个待处理',
      '总局核验 不一致',
      '撤下内容清除 逾期',
      '巡查 2 处未修复',
      '公示存储 空间不足',
    ],
  );
});

test('instants in what services say are read in the time of China', () => {
  assert.equal(inChinaTime(`最近回执 ${AT}，正常`), '最近回执 2026-11-23 17:56:40，正常');
});
