import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasHash, hashOfKey, KeyHashes } from './key-hashes.ts';

test('keys that occur more than once are found, once each', async () => {
  const hashes = new KeyHashes();
  for (let i = 0; i < 10_000; i++) hashes.add(`key-${i}`);
  for (const key of ['key-3', 'key-3', 'key-9999']) hashes.add(key);

  const repeated = await hashes.repeated();

  assert.deepEqual(
    [...repeated],
    [hashOfKey('key-3'), hashOfKey('key-9999')].sort((a, b) => a - b),
  );
  assert.ok(hasHash(repeated, hashOfKey('key-3')));
  assert.ok(!hasHash(repeated, hashOfKey('key-4')));
  assert.ok(!hasHash(new Uint32Array(), 1));
});

test('more rows than one segment holds are compared with each other', async () => {
  const hashes = new KeyHashes();
  const rows = (1 << 20) + 10;
  hashes.add('first');
  for (let i = 0; i < rows; i++) hashes.add(String(i % 1_000_000));
  hashes.add('first');

  const repeated = await hashes.repeated();

  assert.ok(hasHash(repeated, hashOfKey('first')));
  assert.ok(hasHash(repeated, hashOfKey('7')));
  assert.ok(repeated.length >= rows - 1_000_000);
});
