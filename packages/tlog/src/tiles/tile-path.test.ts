import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { entryBundlePath, parseTilePath, tilePath } from './tile-path.ts';

test('tile paths are those of C2SP tlog-tiles', () => {
  assert.equal(tilePath(0, 0), 'tile/0/000');
  assert.equal(tilePath(0, 999), 'tile/0/999');
  assert.equal(tilePath(0, 1000), 'tile/0/x001/000');
  assert.equal(tilePath(0, 1234067), 'tile/0/x001/x234/067');
  assert.equal(tilePath(1, 1, 17), 'tile/1/001.p/17');
  assert.equal(entryBundlePath(273, 112), 'tile/entries/273.p/112');
});

test('every tile path is read back as what it names', () => {
  const index = fc.maxSafeNat();
  const width = fc.integer({ min: 1, max: 256 });
  fc.assert(
    fc.property(fc.nat(63), index, width, (level, index, width) => {
      assert.deepEqual(parseTilePath(tilePath(level, index, width)), { kind: 'hashes', level, index, width });
      assert.deepEqual(parseTilePath(entryBundlePath(index, width)), { kind: 'entries', index, width });
    }),
  );
});

test('a path spelled in any other way names nothing', () => {
  const bad = [
    '',
    'tile',
    'tile/0',
    'tile/0/',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/0',
    'tile/0/0000',
    'tile/00/000',
    'tile/01/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/001',
    'tile/0/001/000',
    'tile/0/x001',
    'tile/0/X001/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/entries',
    'tile/data/000',
    'tile/0/000\n',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
    'tile/0/٠٠٠',
  ];
  for (const path of bad) assert.equal(parseTilePath(path), undefined, JSON.stringify(path));
});

test('what is no tile has no path', () => {
  for (const [level, index, width] of [
    [-1, 0, 1],
    [64, 0, 1],
    [0.5, 0, 1],
    [0, -1, 1],
    [0, 2 ** 53, 1],
    [0, 0, 0],
    [0, 0, 257],
  ] as const) {
    assert.throws(() => tilePath(level, index, width), RangeError);
  }
});
