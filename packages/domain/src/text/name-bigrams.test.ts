import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameBigrams, queryBigrams } from './name-bigrams.ts';

const aName = fc.string({
  unit: fc.constantFrom(...'浙江省某某科技有限公司ab1('.split(''), '\u{20000}', '\u{2a6d6}'),
  maxLength: 30,
});

test('a name gives each pair of neighbours once, in ascending order', () => {
  assert.deepEqual(nameBigrams('aba'), [(0x61 << 16) | 0x62, (0x62 << 16) | 0x61]);
  assert.deepEqual(nameBigrams('aaaa'), [(0x61 << 16) | 0x61]);
  assert.deepEqual(nameBigrams('阿里'), [(0x963f << 16) | 0x91cc | 0]);
});

test('a name of one character has no bigram, also beyond the basic plane', () => {
  assert.deepEqual(nameBigrams(''), []);
  assert.deepEqual(nameBigrams('甲'), []);
  assert.deepEqual(nameBigrams('\u{20000}'), []);
  assert.equal(nameBigrams('\u{20000}甲').length, 1);
});

test('pairs within the basic plane never collide, also with rarer ones', () => {
  const character = fc.integer({ min: 0x20, max: 0xffff }).filter((c) => c < 0xd800 || c > 0xdfff);
  fc.assert(
    fc.property(character, character, fc.integer({ min: 0x20, max: 0x2ffff }), character, (a, b, c, d) => {
      fc.pre((a !== c || b !== d) && (c < 0xd800 || c > 0xdfff));
      assert.notDeepEqual(nameBigrams(String.fromCodePoint(a, b)), nameBigrams(String.fromCodePoint(c, d)));
    }),
  );
});

test('the bigrams of any part of a name are among those of the name', () => {
  fc.assert(
    fc.property(aName, aName, aName, (before, part, after) => {
      const all = new Set(nameBigrams(before + part + after));
      assert.ok(queryBigrams(part).every((bigram) => all.has(bigram)));
      assert.ok([...all].every((bigram) => (bigram | 0) === bigram));
    }),
  );
});

test('a query is normalised like a name, and bounded', () => {
  assert.deepEqual(queryBigrams('（ＡＢ'), nameBigrams('(ab'));
  const long = String.fromCodePoint(...Array.from({ length: 300 }, (_, i) => 0x4e00 + i));
  assert.equal(queryBigrams(long).length, 32);
});
