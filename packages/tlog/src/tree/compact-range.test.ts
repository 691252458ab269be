import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { someLeafHashes } from '../../test/some-tree.ts';
import { LogError } from '../errors.ts';
import { CompactRange } from './compact-range.ts';
import { nodeHash, rootOf } from './hashing.ts';

test('a compact range has the root of the whole tree at every size', () => {
  const hashes = someLeafHashes(300);
  const range = new CompactRange();

  for (let size = 0; size <= 300; size++) {
    assert.equal(range.size, size);
    assert.deepEqual(range.root(), rootOf(hashes.slice(0, size)));
    if (size < 300) range.append(hashes[size] as Uint8Array);
  }
});

test('a range stored at any size goes on as if it had never been stored', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (stored, added) => {
      const hashes = someLeafHashes(stored + added);
      const range = new CompactRange();
      range.appendMany(hashes.slice(0, stored));

      const read = CompactRange.fromBytes(range.toBytes());
      read.appendMany(hashes.slice(stored));

      assert.equal(read.size, stored + added);
      assert.deepEqual(read.root(), rootOf(hashes));
      assert.equal(range.size, stored);
    }),
  );
});

test('every complete node is told once, after its two children', () => {
  const told = new Map<string, Uint8Array>();
  const range = new CompactRange();

  range.appendMany(someLeafHashes(100), (level, index, hash) => {
    assert.ok(!told.has(`${level}/${index}`));
    if (level > 0) {
      const [left, right] = [told.get(`${level - 1}/${index * 2}`), told.get(`${level - 1}/${index * 2 + 1}`)];
      assert.ok(left !== undefined && right !== undefined);
      assert.deepEqual(hash, nodeHash(left, right));
    }
    told.set(`${level}/${index}`, hash);
  });

  assert.equal(told.size, 100 + 50 + 25 + 12 + 6 + 3 + 1);
});

test('a copy goes its own way', () => {
  const [first, second] = someLeafHashes(2) as [Uint8Array, Uint8Array];
  const range = new CompactRange();
  range.append(first);

  range.clone().append(second);

  assert.equal(range.size, 1);
  assert.deepEqual(range.root(), first);
});

test('sizes beyond 32 bits are counted and stored exactly', () => {
  const size = 2 ** 40 - 1;
  const range = new CompactRange(size, someLeafHashes(40));

  range.append(someLeafHashes(1)[0] as Uint8Array);

  assert.equal(range.hashes.length, 1);
  assert.equal(CompactRange.fromBytes(range.toBytes()).size, size + 1);
});

test('a range does not change with the buffer that it was read from', () => {
  const range = new CompactRange(3, someLeafHashes(2));
  const buffer = Buffer.from(range.toBytes());
  const read = CompactRange.fromBytes(buffer);

  buffer.fill(0);

  assert.deepEqual(read.root(), range.root());
});

test('bytes whose size and number of hashes disagree are no compact range', () => {
  const bytes = new CompactRange(3, someLeafHashes(2)).toBytes();
  const tooLarge = bytes.slice();
  tooLarge[0] = 0xff;

  for (const bad of [bytes.slice(1), bytes.slice(0, -32), Uint8Array.of(...bytes, 0), new Uint8Array(7), tooLarge]) {
    assert.throws(() => CompactRange.fromBytes(bad), LogError);
  }
  assert.throws(() => new CompactRange(3, someLeafHashes(1)), RangeError);
  assert.throws(() => new CompactRange(-1), RangeError);
});
