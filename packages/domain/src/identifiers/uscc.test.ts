import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeUscc, organisationCodeCheckCharacter, parseUscc, usccCheckCharacter } from './uscc.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...ALPHABET.split(''));
const digits = (length: number) => fc.string({ unit: fc.nat(9).map(String), minLength: length, maxLength: length });
const anOrganisationBase = fc.string({ unit: character, minLength: 8, maxLength: 8 });
const aUscc = fc.tuple(digits(6), anOrganisationBase).map(([division, base]) => makeUscc('91', division, base));

test('codes with both check characters right are read', () => {
  const valid = [
    '91110000600037341L',
    '91350100M000100Y43',
    '91310230MA1K314J7C',
    '91310230MA1K314K57',
    '91110000101623741K',
    '911101066976941872',
    '12440600MB2C07549J',
    '9144030071526726XG',
    '91110000MA00000152',
    '92440300MA5TE5T07A',
    '91659001MA77AAAA31',
    '93510000MA6AAAA10L',
    '91330000MA00000660',
    '91330000MA00005330',
    '91440000MA000004X0',
    '91440000MA0000090B',
  ];

  for (const code of valid) assert.equal(parseUscc(code).ok, true, code);
});

test('a check character of 0 is right where the remainder is 0', () => {
  const withZero = [
    '911522010783762860',
    '91340600MA2PBP2120',
    '91620105L015101280',
    '92340603MA2UK1TD00',
    '92340604MA2PENA300',
  ];

  for (const code of withZero) assert.equal(parseUscc(code).ok, true, code);
});

test('a code is taken apart into authority, category, division and organisation code', () => {
  assert.deepEqual(parseUscc('12440600MB2C07549J'), {
    ok: true,
    code: '12440600MB2C07549J',
    authority: '1',
    category: '2',
    division: '440600',
    organisationCode: 'MB2C07549',
    prefixKnown: true,
  });
});

test('a wrong check character is told with the right one', () => {
  assert.deepEqual(parseUscc('91110000600037341N'), { ok: false, fault: 'check', expected: 'L' });
  assert.deepEqual(parseUscc('91350211M0000XUF46'), { ok: false, fault: 'check', expected: 'R' });
});

test('a code that passes the outer check alone fails by its organisation code', () => {
  assert.deepEqual(parseUscc('91110000MA0000010J'), { ok: false, fault: 'inner-check', expected: '5' });
});

test('characters outside GB 32100, other lengths and a division with letters are told apart', () => {
  assert.deepEqual(parseUscc('9111000060003IOZSV'), { ok: false, fault: 'charset' });
  assert.deepEqual(parseUscc('91110000600037341l'), { ok: false, fault: 'charset' });
  assert.deepEqual(parseUscc('91110000600037341'), { ok: false, fault: 'length' });
  assert.deepEqual(parseUscc(''), { ok: false, fault: 'length' });
  assert.deepEqual(parseUscc('9111A000600037341L'), { ok: false, fault: 'division' });
  assert.deepEqual(parseUscc('９1110000600037341L'), { ok: false, fault: 'charset' });
});

test('letters are allowed in the first two positions', () => {
  assert.deepEqual(parseUscc('A1110000600037341L'), { ok: false, fault: 'check', expected: 'K' });
  assert.equal(parseUscc(makeUscc('A1', '110000', '60003734')).ok, true);
});

test('a prefix that GB 32100 does not list is no fault', () => {
  const parsed = parseUscc(makeUscc('54', '110000', '60003734'));

  assert.equal(parsed.ok && !parsed.prefixKnown, true);
});

test('the organisation code checks 10 as X and 11 as 0, with letters numbered by GB 11714', () => {
  assert.equal(organisationCodeCheckCharacter('MA000004'), 'X');
  assert.equal(organisationCodeCheckCharacter('MA000009'), '0');
  assert.equal(organisationCodeCheckCharacter('71526726'), 'X');
  assert.throws(() => organisationCodeCheckCharacter('MA0000'), RangeError);
  assert.throws(() => usccCheckCharacter('9133000OMA0000066'), RangeError);
});

test('every made code is read, and any one wrong character is detected', () => {
  fc.assert(
    fc.property(aUscc, fc.nat(17), character, (code, position, wrong) => {
      assert.equal(parseUscc(code).ok, true);
      fc.pre(code[position] !== wrong);
      assert.equal(parseUscc(code.slice(0, position) + wrong + code.slice(position + 1)).ok, false);
    }),
  );
});

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => void parseUscc(text)));
});
