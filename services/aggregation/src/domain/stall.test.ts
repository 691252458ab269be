import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStall, type ProgressFacts } from './stall.ts';

const NOW = 1_800_000_000_000;

test('a province of which nothing waits is not stalled, however long nothing was applied', () => {
  assert.equal(stallOf({ verifiedAtMs: NOW - 3_600_000 }), undefined);
});

test('leaves that wait while nothing is applied are a stall since the later of both', () => {
  assert.equal(stallOf({ lagLeaves: 5, behindSinceMs: NOW - 59_000 }), undefined);
  const stall = stallOf({ lagLeaves: 5, behindSinceMs: NOW - 61_000 });
  assert.equal(stall?.sinceMs, NOW - 61_000);
  assert.match(stall?.reason ?? '', /5 条/);
});

test('messages at hand that are not applied are a stall though nobody knows of a lag', () => {
  assert.match(stallOf({ busyForMs: 60_000 })?.reason ?? '', /消息已收到/);
  assert.equal(stallOf({ busyForMs: 60_000, verifiedAtMs: NOW - 100 }), undefined, 'a long batch that gets on is none');
});

test('a consumer that hears nothing is stalled only where it believes itself connected', () => {
  assert.match(stallOf({ isConnected: true, silentForMs: 60_000 })?.reason ?? '', /Kafka/);
  assert.equal(stallOf({ isConnected: false, silentForMs: 60_000 }), undefined);
});

test('a province that is stopped on purpose is not stalled', () => {
  assert.equal(stallOf({ isStopped: true, lagLeaves: 5, behindSinceMs: 0 }), undefined);
});

function stallOf(facts: Partial<ProgressFacts>) {
  return findStall({ ...FACTS, ...facts }, { nowMs: NOW, stallAfterMs: 60_000 });
}

const FACTS: ProgressFacts = {
  isStopped: false,
  lagLeaves: 0,
  behindSinceMs: 0,
  verifiedAtMs: 0,
  isConnected: true,
  silentForMs: 100,
  busyForMs: 0,
};
