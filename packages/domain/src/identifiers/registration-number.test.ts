import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRegistrationNumber, registrationNumberCheckDigit } from './registration-number.ts';

test('numbers with a right check digit are read', () => {
  const valid = [
    '110108000000016',
    '310230001716146',
    '310230001716154',
    '310115600985533',
    '330203000030639',
    '110000000343473',
    '500108100005362',
    '330200400065251',
    '330200400070010',
    '100000000000014',
    '440301000000011',
    '659001000000017',
  ];

  for (const number of valid) assert.deepEqual(parseRegistrationNumber(number), { ok: true, kind: 'checked', number });
});

test('a wrong check digit is told with the right one', () => {
  assert.deepEqual(parseRegistrationNumber('310115600985535'), { ok: false, fault: 'check', expected: '3' });
});

test('a number of 13 digits is known to carry no check', () => {
  assert.deepEqual(parseRegistrationNumber('3302001000000'), { ok: true, kind: 'legacy', number: '3302001000000' });
});

test('other lengths and letters are refused', () => {
  assert.deepEqual(parseRegistrationNumber('11010800000001'), { ok: false, fault: 'length' });
  assert.deepEqual(parseRegistrationNumber('11010800000001X'), { ok: false, fault: 'charset' });
  assert.throws(() => registrationNumberCheckDigit('1'), RangeError);
});

test('every single wrong digit is detected', () => {
  const first14 = fc.array(fc.nat(9), { minLength: 14, maxLength: 14 }).map((digits) => digits.join(''));
  fc.assert(
    fc.property(first14, fc.nat(14), fc.nat(9), (body, position, wrong) => {
      const number = body + registrationNumberCheckDigit(body);
      assert.equal(parseRegistrationNumber(number).ok, true);
      fc.pre(number[position] !== String(wrong));
      assert.equal(parseRegistrationNumber(number.slice(0, position) + wrong + number.slice(position + 1)).ok, false);
    }),
  );
});
