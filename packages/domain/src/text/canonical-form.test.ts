import assert from 'node:assert/strict';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { type CanonicalValue, canonicalForm, canonicalJson } from './canonical-form.ts';

const aValue: fc.Arbitrary<CanonicalValue> = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(tie('value'), fc.constant(undefined)), { maxKeys: 6 }),
  ),
})).value;

test('field names are sorted by UTF-16 code units, as in the example of RFC 8785 §3.2.3', () => {
  const input = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\u{1f600}': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };

  assert.equal(
    canonicalJson(input),
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
      '"\u20ac":"Euro Sign","\u{1f600}":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  );
});

test('strings are escaped as in the example of RFC 8785 §3.2.2', () => {
  const input = { string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f', literals: [true, false] };

  assert.equal(canonicalJson(input), '{"literals":[true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
});

test('the vectors of the RFC author for structures, French order and Unicode hold', () => {
  assert.equal(
    canonicalJson({
      '1': { f: { f: 'hi', F: 5 }, '\n': 56 },
      '10': {},
      '': 'empty',
      a: {},
      '111': [{ e: 'yes', E: 'no' }],
      A: {},
    }),
    '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
  );
  assert.equal(
    canonicalJson({ peach: 'a', péché: 'b', pêche: 'c', sin: 'd' }),
    '{"peach":"a","péché":"b","pêche":"c","sin":"d"}',
  );
  assert.equal(canonicalJson({ 'Unnormalized Unicode': 'A\u030a' }), '{"Unnormalized Unicode":"A\u030a"}');
});

test('the canonical form brings strings to NFC', () => {
  assert.equal(canonicalForm({ name: 'A\u030a' }), '{"name":"\u00c5"}');
  assert.throws(() => canonicalForm({ 'A\u030a': 'x' }), TypeError);
});

test('absent fields are omitted', () => {
  assert.equal(canonicalForm({ b: undefined, a: '1', c: undefined }), '{"a":"1"}');
  assert.equal(canonicalForm({ b: undefined }), '{}');
});

test('what readers could disagree about is refused', () => {
  const refused: unknown[] = [
    null,
    1.5,
    -0,
    2 ** 53,
    Number.NaN,
    Infinity,
    '\ud800',
    { '\udc00': '1' },
    undefined,
    [undefined],
    1n,
    new Date(0),
    new Map(),
  ];

  for (const value of refused) assert.throws(() => canonicalForm(value as CanonicalValue), TypeError);
});

test('a value nested beyond the limit is refused', () => {
  let value: CanonicalValue = 'x';
  for (let i = 0; i < 40; i++) value = [value];

  assert.throws(() => canonicalForm(value), TypeError);
});

test('an independent implementation of RFC 8785 agrees', () => {
  fc.assert(fc.property(aValue, (value) => assert.equal(canonicalJson(value), canonicalize(value))));
});

test('the canonical form of a parsed canonical form is itself', () => {
  const normalNames = aValue.filter((value) => !JSON.stringify(value).includes('"__proto__"'));
  fc.assert(
    fc.property(normalNames, (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(JSON.parse(text) as CanonicalValue), text);
    }),
  );
});
