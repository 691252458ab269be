import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogError } from '../errors.ts';
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts';

test('a bundle gives back the entries it was made of', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
      const read = decodeEntryBundle(encodeEntryBundle(entries), entries.length);

      assert.deepEqual(
        read.map((entry) => [...entry]),
        entries.map((entry) => [...entry]),
      );
    }),
    { numRuns: 40 },
  );
});

test('entries follow their length as uint16 big-endian', () => {
  assert.deepEqual([...encodeEntryBundle([Uint8Array.of(7, 8), new Uint8Array(0)])], [0, 2, 7, 8, 0, 0]);
  assert.deepEqual([...encodeEntryBundle([new Uint8Array(258)])].slice(0, 3), [1, 2, 0]);
});

test('a bundle that is cut off, too long or of another width is refused', () => {
  const bundle = encodeEntryBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);

  for (let length = 0; length < bundle.length; length++) {
    assert.throws(() => decodeEntryBundle(bundle.subarray(0, length), 2), LogError, `${length} bytes`);
  }
  assert.throws(() => decodeEntryBundle(Uint8Array.of(...bundle, 0), 2), LogError);
  assert.throws(() => decodeEntryBundle(bundle, 1), LogError);
  assert.throws(() => decodeEntryBundle(bundle, 3), LogError);
});

test('what cannot be framed is not written', () => {
  assert.throws(() => encodeEntryBundle([new Uint8Array(65_536)]), RangeError);
  assert.throws(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(1))), RangeError);
});
