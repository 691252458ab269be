import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import chineseDays from 'chinese-days';
import fc from 'fast-check';
import { workingDaysSource } from '../../scripts/generate-working-days.ts';
import { addWorkingDays, createWorkingDayCalendar, isWorkingDay } from './working-days.ts';

test('due dates cross holidays and worked weekends as the notices say', () => {
  const vectors: [start: string, n: number, due: string][] = [
    ['2026-02-10', 20, '2026-03-16'],
    ['2026-04-30', 7, '2026-05-13'],
    ['2026-06-30', 10, '2026-07-14'],
    ['2026-09-18', 20, '2026-10-22'],
    ['2026-09-24', 3, '2026-09-30'],
    ['2026-09-30', 5, '2026-10-13'],
    ['2026-09-30', 20, '2026-11-03'],
    ['2025-09-25', 20, '2025-10-29'],
    ['2025-09-29', 7, '2025-10-15'],
    ['2025-12-15', 20, '2026-01-13'],
    ['2024-02-01', 20, '2024-03-05'],
    ['2024-06-30', 10, '2024-07-12'],
    ['2025-06-30', 10, '2025-07-14'],
    ['2020-01-23', 20, '2020-02-28'],
  ];

  for (const [start, n, due] of vectors) assert.deepEqual(addWorkingDays(start, n), { date: due, provisional: false });
});

test('the weekends worked from 2024 to 2026 are those announced', () => {
  const announced = [
    '2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12',
    '2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11',
    '2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10',
  ];

  const worked = daysOf(2024, 2026).filter((date) => isWorkingDay(date) && isWeekend(date));
  assert.equal(worked.join(' '), announced.join(' '));
});

test('2024 has 251 working days, 2025 and 2026 have 248', () => {
  const count = (year: number): number => daysOf(year, year).filter((date) => isWorkingDay(date)).length;

  assert.deepEqual([count(2024), count(2025), count(2026)], [251, 248, 248]);
});

test('the data file is what the script generates from the package', () => {
  assert.equal(readFileSync(new URL('./working-days-data.ts', import.meta.url), 'utf8'), workingDaysSource());
});

test('every day from 2004 to 2026 is a working day exactly if the package says so', () => {
  for (const date of daysOf(2004, 2026)) assert.equal(isWorkingDay(date), chineseDays.isWorkday(date), date);
});

test('a due date past the last notice, or a period from before the first, is provisional', () => {
  assert.equal(addWorkingDays('2026-12-30', 1).provisional, false);
  assert.equal(addWorkingDays('2026-12-30', 5).provisional, true);
  assert.equal(addWorkingDays('2003-12-31', 5).provisional, true);
  assert.equal(isWorkingDay('1969-12-31'), true);
});

test('a local holiday counts in its node only', () => {
  const calendar = createWorkingDayCalendar([{ node: '450000', date: '2026-04-20', working: false }]);

  assert.equal(addWorkingDays('2026-04-17', 1, { calendar, node: '450000' }).date, '2026-04-21');
  assert.equal(addWorkingDays('2026-04-17', 1, { calendar, node: '330000' }).date, '2026-04-20');
  assert.equal(addWorkingDays('2026-04-17', 1, { calendar }).date, '2026-04-20');
});

test('an impossible start and a count out of range are faults of the caller', () => {
  assert.throws(() => addWorkingDays('2026-02-30', 1));
  assert.throws(() => addWorkingDays('2026-02-10', 0));
  assert.throws(() => addWorkingDays('2026-02-10', 1001));
});

test('two periods one after the other are one of their sum', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...daysOf(2004, 2026)),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 60 }),
      (start, a, b) => {
        assert.equal(addWorkingDays(addWorkingDays(start, a).date, b).date, addWorkingDays(start, a + b).date);
      },
    ),
  );
});

function daysOf(first: number, last: number): string[] {
  const days: string[] = [];
  for (let day = Date.UTC(first, 0, 1); day < Date.UTC(last + 1, 0, 1); day += 86_400_000) {
    days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(date).getUTCDay());
}
