import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatestLeaves } from './latest-leaves.ts';
import { encodeLeaf, type LeafOp } from './leaf.ts';

test('a leaf is current until a later leaf of its record follows', () => {
  const leaves = added([leafOf(1), leafOf(2), leafOf(1)]);

  assert.deepEqual(currentOf(leaves), [1, 2]);
  assert.equal(leaves.isSuperseded(0), true);
  assert.equal(leaves.latestOf(pseudonymOf(1)), 2);
});

test('a withdrawn record has no current leaf, though its withdrawal is its latest', () => {
  const leaves = added([leafOf(1), leafOf(1, 'withdraw')]);

  assert.deepEqual(currentOf(leaves), []);
  assert.equal(leaves.isSuperseded(1), false);
  assert.equal(leaves.latestOf(pseudonymOf(1)), 1);
});

test('a record published again after its withdrawal is current again', () => {
  assert.deepEqual(currentOf(added([leafOf(1), leafOf(1, 'withdraw'), leafOf(1)])), [2]);
});

test('a leaf that is only taken note of supersedes, and adds nothing', () => {
  const leaves = added([leafOf(1), leafOf(2)]);

  leaves.supersede(leafOf(2, 'withdraw'), 9);
  leaves.supersede(leafOf(3), 10);

  assert.equal(leaves.endIndex, 2);
  assert.deepEqual(currentOf(leaves), [0]);
  assert.equal(leaves.isSuperseded(1), true);
  assert.equal(leaves.laterThan(1, pseudonymOf(2)), 9);
  assert.equal(leaves.laterThan(0, pseudonymOf(1)), undefined);
  assert.equal(leaves.latestOf(pseudonymOf(3)), undefined);
});

test('indexes count from the first leaf that was added', () => {
  const leaves = new LatestLeaves(1000);
  leaves.add(leafOf(1));
  leaves.add(leafOf(1));

  assert.equal(leaves.endIndex, 1002);
  assert.equal(leaves.isSuperseded(1000), true);
  assert.equal(leaves.latestOf(pseudonymOf(1)), 1001);
  assert.equal(leaves.latestOf(pseudonymOf(2)), undefined);
  assert.throws(() => leaves.isCurrent(999), RangeError);
});

test('it agrees with a plain map over many records that change often', () => {
  const leaves = new LatestLeaves();
  const expected = new Map<number, { index: number; op: LeafOp }>();
  for (let index = 0; index < 20_000; index++) {
    const record = (index * 7919) % 6000;
    const op = index % 11 === 0 ? 'withdraw' : 'publish';
    leaves.add(leafOf(record, op));
    expected.set(record, { index, op });
  }

  const current = [...expected.values()].filter(({ op }) => op === 'publish').map(({ index }) => index);
  assert.deepEqual(
    currentOf(leaves),
    current.sort((a, b) => a - b),
  );
  for (const [record, { index }] of expected) assert.equal(leaves.latestOf(pseudonymOf(record)), index);
});

function added(leaves: Uint8Array[]): LatestLeaves {
  const latest = new LatestLeaves();
  for (const leaf of leaves) latest.add(leaf);
  return latest;
}

function currentOf(leaves: LatestLeaves): number[] {
  const indexes = Array.from({ length: leaves.endIndex - leaves.firstIndex }, (_, i) => leaves.firstIndex + i);
  return indexes.filter((index) => leaves.isCurrent(index));
}

function leafOf(record: number, op: LeafOp = 'publish'): Uint8Array {
  const hash = new Uint8Array(32).fill(op === 'publish' ? 1 : 0);
  return encodeLeaf({
    op,
    pseudonym: pseudonymOf(record),
    version: 1,
    time: 0,
    publicCommitment: hash,
    restrictedCommitment: hash,
  });
}

function pseudonymOf(record: number): Uint8Array {
  const pseudonym = new Uint8Array(16);
  new DataView(pseudonym.buffer).setUint32(12, record);
  return pseudonym;
}
