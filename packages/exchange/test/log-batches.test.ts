import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Sql } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';
import { appendLogBatch, readLeaves, readLogBatches } from '../src/index.ts';
import { aCopy } from './a-copy.ts';

const LOG = { node: '330000', generation: 1 };

test('leaves are read back in log order across batches', async () => {
  await using copy = await aCopy();
  const leaves = await appendBatches(copy.sql, [3, 1, 4]);

  const read = async (from: number, to: number) => Buffer.concat(await readLeaves(copy.sql, { ...LOG, from, to }));

  assert.deepEqual(await read(0, 8), leaves);
  assert.deepEqual(await read(2, 5), leaves.subarray(2 * LEAF_BYTES, 5 * LEAF_BYTES));
  assert.deepEqual(await read(5, 6), leaves.subarray(5 * LEAF_BYTES, 6 * LEAF_BYTES));
  assert.deepEqual(await read(6, 99), leaves.subarray(6 * LEAF_BYTES));
  assert.deepEqual(await readLeaves(copy.sql, { ...LOG, from: 8, to: 9 }), []);
});

test('the first batch read is the one that holds the index asked for', async () => {
  await using copy = await aCopy();
  await appendBatches(copy.sql, [3, 1, 4]);

  const firsts = async (fromIndex: number, limit = 10) =>
    (await readLogBatches(copy.sql, { ...LOG, fromIndex, limit })).map(({ firstIndex }) => firstIndex);

  assert.deepEqual(await firsts(0), [0, 3, 4]);
  assert.deepEqual(await firsts(2), [0, 3, 4]);
  assert.deepEqual(await firsts(3), [3, 4]);
  assert.deepEqual(await firsts(7), [4]);
  assert.deepEqual(await firsts(8), []);
  assert.deepEqual(await firsts(1, 1), [0]);
});

test('a batch cannot be appended twice, and generations do not mix', async () => {
  await using copy = await aCopy();
  await appendBatches(copy.sql, [2]);

  await assert.rejects(appendBatches(copy.sql, [2]), { code: '23505' });
  const ofAnother = await readLogBatches(copy.sql, { ...LOG, generation: 2, fromIndex: 0, limit: 10 });
  assert.equal(ofAnother.length, 0);
});

async function appendBatches(sql: Sql, counts: number[]): Promise<Buffer> {
  const all: Buffer[] = [];
  let firstIndex = 0;
  for (const leafCount of counts) {
    const leaves = randomBytes(leafCount * LEAF_BYTES);
    await appendLogBatch(sql, { ...LOG, firstIndex, leaves, leafCount, checkpoint: 'note', collectedAtMs: 1 });
    all.push(leaves);
    firstIndex += leafCount;
  }
  return Buffer.concat(all);
}
