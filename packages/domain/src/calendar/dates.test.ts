import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chinaDate, chinaDayStart, chinaTime, isIsoDate, parseDate } from './dates.ts';

test('a date is read in the ways it is written', () => {
  for (const text of [
    '2018-01-02',
    '2018-1-2',
    '2018/01/02',
    '2018.1.2',
    '20180102',
    '2018年1月2日',
    '２０１８年１月２日',
    '2018 年 1 月 2 日',
  ]) {
    assert.equal(parseDate(text), '2018-01-02', text);
  }
});

test('an impossible date is none', () => {
  const impossible = [
    '2018-02-29',
    '1900-02-29',
    '2018-13-01',
    '2018-00-10',
    '2018-04-31',
    '20180230',
    '0000-01-01',
    '2018-1/2',
    '18-01-02',
    '2018-01',
    '',
    '2018-01-02T00:00:00',
    '2018-001-02',
  ];

  for (const text of impossible) assert.equal(parseDate(text), undefined, text);
  assert.equal(parseDate('2000-02-29'), '2000-02-29');
});

test('every real day is a date and only real days are', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 9999 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
      (year, month, day) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const real = !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
        assert.equal(isIsoDate(text), real);
      },
    ),
  );
});

test('an instant is told as clocks in China show it, and stays the same instant', () => {
  const at = new Date('2026-02-28T16:00:00.250Z');
  assert.equal(chinaTime(at), '2026-03-01T00:00:00.250+08:00');
  assert.equal(Date.parse(chinaTime(at)), at.getTime());
});

test('a day begins at midnight in China', () => {
  const morning = Date.parse('2026-03-01T07:59:59+08:00');
  assert.equal(chinaDate(morning), '2026-03-01');
  assert.equal(chinaDayStart(chinaDate(morning)), Date.parse('2026-03-01T00:00:00+08:00'));
  assert.equal(chinaDayStart('2026-02-28', 1), Date.parse('2026-03-01T00:00:00+08:00'));
});
