import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOfSerial } from './serial-date.ts';

test('numbers of days are those that spreadsheet programs show', () => {
  assert.equal(dateOfSerial(1, false), '1900-01-01');
  assert.equal(dateOfSerial(59, false), '1900-02-28');
  assert.equal(dateOfSerial(61, false), '1900-03-01');
  assert.equal(dateOfSerial(43_102.99, false), '2018-01-02');
  assert.equal(dateOfSerial(0, true), '1904-01-01');
  assert.equal(dateOfSerial(41_640, true), '2018-01-02');
  assert.equal(dateOfSerial(2_958_465, false), '9999-12-31');
});

test('what is no day is none: the 29 February 1900, before the first, behind the last', () => {
  for (const serial of [60, 0, -1, 2_958_466, Number.NaN]) assert.equal(dateOfSerial(serial, false), undefined);
});
