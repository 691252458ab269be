import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FreshBatches } from './fresh-batches.ts';

test('batches that follow each other are handed over in order, once', () => {
  const fresh = new FreshBatches();
  fresh.offer(aBatch(0, 3));
  fresh.offer(aBatch(3, 2));

  assert.deepEqual(
    fresh.take(0).map(({ firstIndex }) => firstIndex),
    [0, 3],
  );
  assert.deepEqual(fresh.take(0), []);
});

test('nothing is handed over to a relay that is further behind, and what it has passed is dropped', () => {
  const fresh = new FreshBatches();
  fresh.offer(aBatch(3, 2));
  fresh.offer(aBatch(5, 2));

  assert.deepEqual(fresh.take(0), []);
  assert.deepEqual(
    fresh.take(5).map(({ firstIndex }) => firstIndex),
    [5],
  );
});

test('what does not fit is left to the database, and leaves a gap', () => {
  const fresh = new FreshBatches();
  fresh.offer(aBatch(0, 1));
  fresh.offer(aBatch(1, 1, 100_000_000));
  fresh.offer(aBatch(2, 1));

  assert.deepEqual(
    fresh.take(0).map(({ firstIndex }) => firstIndex),
    [0],
  );
  assert.deepEqual(fresh.take(1), []);
  assert.deepEqual(
    fresh.take(2).map(({ firstIndex }) => firstIndex),
    [2],
  );
});

function aBatch(firstIndex: number, leafCount: number, contentBytes = 100) {
  const batch = {
    node: '330000',
    generation: 1,
    firstIndex,
    checkpoint: '',
    leaves: Array.from({ length: leafCount }, () => ({})),
  };
  return { batch, contentBytes };
}
