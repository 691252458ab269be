import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { someLeafHashes, storeTree } from '../../test/some-tree.ts';
import { LogError } from '../errors.ts';
import { rootOf, splitHashes } from '../tree/hashing.ts';
import { partialWidth, tileWidth } from './tile.ts';
import { partialTile, readTile } from './tile-store.ts';
import { TileWriter } from './tile-writer.ts';

const LEAVES = someLeafHashes(70_000);

test('a tree of 70,000 leaves has the tiles of the example in C2SP tlog-tiles', async () => {
  const { store, tiles, root } = await storeTree(LEAVES, 70_000);

  assert.deepEqual(root, rootOf(LEAVES));
  assert.equal(tiles.filter((tile) => tile.level === 0).length, 273);
  assert.equal(tiles.filter((tile) => tile.level === 1).length, 1);
  assert.equal(tiles.length, 274);
  const widths = await Promise.all(
    [0, 1, 2, 3].map(async (level) => (await partialTile(store, level, 70_000)).length / 32),
  );
  assert.deepEqual(widths, [112, 17, 1, 0]);
});

test('each full tile holds the hashes below its root', async () => {
  const { tiles } = await storeTree(LEAVES, 70_000);

  for (const { level, index, hashes, root } of tiles) {
    assert.equal(hashes.length, 8192);
    assert.deepEqual(Buffer.from(rootOf(splitHashes(hashes))), Buffer.from(root));
    const span = 256 ** (level + 1);
    assert.deepEqual(rootOf(LEAVES.slice(index * span, (index + 1) * span)), root);
  }
});

test('a tree written in batches, each by a writer opened from storage, has the same tiles and root', async () => {
  const whole = await storeTree(LEAVES, 70_000);
  for (const batch of [500, 1999, 65_536]) {
    const { tiles, root } = await storeTree(LEAVES, batch);

    assert.deepEqual(root, whole.root);
    assert.deepEqual(tiles.map(bytesOf), whole.tiles.map(bytesOf));
  }
});

test('every tile that a size promises can be read, and no other', async () => {
  const size = 66_000;
  const { store } = await storeTree(LEAVES.slice(0, size), 10_000);
  await fc.assert(
    fc.asyncProperty(fc.nat(3), fc.nat(300), fc.integer({ min: 0, max: 256 }), async (level, index, width) => {
      const hashes = await readTile(store, size, { level, index, width });

      const promised = width > 0 && width <= tileWidth(size, level, index);
      assert.equal(hashes === undefined, !promised);
      if (hashes === undefined) return;
      const span = 256 ** level;
      const first = index * 256 * span;
      const expected = Array.from({ length: width }, (_, i) =>
        rootOf(LEAVES.slice(first + i * span, first + (i + 1) * span)),
      );
      assert.deepEqual(Buffer.from(hashes), Buffer.concat(expected));
    }),
    { numRuns: 60 },
  );
});

test('a writer that fails in the middle leaves the one it was copied from unmoved', () => {
  const writer = new TileWriter();
  writer.appendMany(LEAVES.slice(0, 1000));
  writer.takeFullTiles();

  const copy = writer.clone();
  copy.appendMany(LEAVES.slice(1000, 2000));

  assert.equal(writer.size, 1000);
  assert.deepEqual(writer.root(), rootOf(LEAVES.slice(0, 1000)));
  assert.deepEqual(copy.root(), rootOf(LEAVES.slice(0, 2000)));
  writer.appendMany(LEAVES.slice(1000, 2000));
  assert.deepEqual(writer.takeFullTiles().map(bytesOf), copy.takeFullTiles().map(bytesOf));
});

test('pending hashes that do not fit the size are refused', async () => {
  assert.throws(() => new TileWriter(257, [new Uint8Array(64), new Uint8Array(32)]), RangeError);
  assert.throws(() => new TileWriter(257, [new Uint8Array(32)]), RangeError);
  const { store } = await storeTree(LEAVES.slice(0, 300), 300);
  await assert.rejects(TileWriter.open(store, 301), (error) => error instanceof LogError && error.code === 'missing');
});

test('the width of a partial tile is floor(size / 256^level) mod 256', () => {
  assert.deepEqual(
    [0, 1, 2].map((level) => partialWidth(256, level)),
    [0, 1, 0],
  );
  assert.deepEqual(
    [0, 1, 2, 6].map((level) => partialWidth(2 ** 53 - 1, level)),
    [255, 255, 255, 31],
  );
});

function bytesOf(tile: { level: number; index: number; hashes: Uint8Array; root: Uint8Array }): unknown {
  return [tile.level, tile.index, Buffer.from(tile.hashes).toString('hex'), Buffer.from(tile.root).toString('hex')];
}
