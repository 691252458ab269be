import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseCode, normaliseName, searchName } from './normalise.ts';

const aText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'公司（）()　 \u200b\u00adaＡ９e\u0301İßﬁ\u212b・['.split(''), '\u{20000}') }),
);

test('a code loses full-width forms, spaces of any kind and lower case', () => {
  assert.equal(normaliseCode(' ９１110000　60003\u200b7341l '), '91110000600037341L');
  assert.equal(normaliseCode('91110000600037341L'), '91110000600037341L');
});

test('digits of other scripts do not become digits of a code', () => {
  assert.equal(normaliseCode('٩1'), '٩1');
});

test('a published name keeps its characters and loses surplus and invisible space', () => {
  assert.equal(normaliseName('  浙江　（Ａ） 公司\u200b '), '浙江 （Ａ） 公司');
  assert.equal(normaliseName('e\u0301'), '\u00e9');
  assert.equal(normaliseName('甲\u202d公司'), '甲公司');
});

test('a name is searched without regard to case, width, brackets and spaces', () => {
  assert.equal(searchName('浙江（ＡＢＣ） Ltd〔二〕公司'), '浙江(abc)ltd(二)公司');
  assert.equal(searchName('阿·凡・提'), '阿·凡·提');
});

test('a name of common characters is searched as Unicode normalisation says', () => {
  const aCommonText = fc.string({
    unit: fc.constantFrom(...'杭州〔［【〖《〈[{｛（〕］】〗》〉]}｝）1aAＡ９ｚ！＂，、。・•·‧~～ \u3000-'.split('')),
  });
  const normalised = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\s/g, '')
      .normalize('NFKC')
      .replace(/[[{〔【〖《〈]/g, '(')
      .replace(/[\]}〕】〗》〉]/g, ')')
      .replace(/[・•‧]/g, '·');
  fc.assert(fc.property(aCommonText, (text) => assert.equal(searchName(text), normalised(text))));
});

test('normal forms are stable', () => {
  for (const form of [normaliseCode, normaliseName, searchName]) {
    fc.assert(fc.property(aText, (text) => assert.equal(form(form(text)), form(text))));
  }
});

test('the published form of a name does not change how it is searched', () => {
  fc.assert(fc.property(aText, (text) => assert.equal(searchName(normaliseName(text)), searchName(text))));
});
