/**
 * Working days (工作日): Monday to Friday, less the days off and plus the weekend days worked by the State Council's
 * yearly notices. Those notices come a year at a time, so a date past the last one is provisional and has to be
 * computed again when the table has grown. Provinces with holidays of their own lay them over the national table.
 */
import assert from 'node:assert/strict';
import { isIsoDate } from './dates.ts';
import { WORKING_DAY_OVERRIDES, WORKING_DAYS_COVERED_FROM, WORKING_DAYS_COVERED_UNTIL } from './working-days-data.ts';

const DAY_MS = 86_400_000;
/** No period of the law is longer than some months: a larger count is a fault of the caller. */
const WORKING_DAYS_MAX = 1000;

/** A calendar without local holidays. */
export const NATIONAL_CALENDAR: WorkingDayCalendar = createWorkingDayCalendar([]);

/**
 * A calendar with local holidays of some nodes, such as 三月三 in 广西.
 * Throws an AssertionError when a date is not a real ISO date.
 */
export function createWorkingDayCalendar(localDays: readonly LocalDay[]): WorkingDayCalendar {
  const national = new Map<number, boolean>();
  for (const { year, off, worked } of WORKING_DAY_OVERRIDES) {
    for (const day of monthDays(off)) national.set(dayNumber(`${year}-${day}`), false);
    for (const day of monthDays(worked)) national.set(dayNumber(`${year}-${day}`), true);
  }
  const byNode = new Map<string, Map<number, boolean>>();
  for (const { node, date, working } of localDays) {
    assert(isIsoDate(date), 'A local day is a real ISO date.');
    const days = byNode.get(node) ?? new Map<number, boolean>();
    byNode.set(node, days.set(dayNumber(date), working));
  }
  return { national, byNode, coveredFrom: WORKING_DAYS_COVERED_FROM, coveredUntil: WORKING_DAYS_COVERED_UNTIL };
}

/**
 * The n-th working day after a date; the date itself does not count (民法典 §201).
 * @param date ISO date
 * @param n 1 to 1000; anything else throws an AssertionError, as does an impossible date
 * @returns the due date, and whether it rests on days that no notice covers yet
 */
export function addWorkingDays(date: string, n: number, options: WorkingDayOptions = {}): DueDate {
  assert(isIsoDate(date), 'A period starts on a real ISO date.');
  assert(Number.isInteger(n) && n >= 1 && n <= WORKING_DAYS_MAX, 'A period has 1 to 1000 working days.');
  const { calendar = NATIONAL_CALENDAR, node } = options;
  let day = dayNumber(date);
  for (let left = n; left > 0; ) {
    day += 1;
    if (isWorkingDayNumber(day, calendar, node)) left -= 1;
  }
  const due = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return { date: due, provisional: date < calendar.coveredFrom || due > calendar.coveredUntil };
}

/** Whether a real ISO date is a working day (by the plain week where no notice covers it). */
export function isWorkingDay(date: string, options: WorkingDayOptions = {}): boolean {
  assert(isIsoDate(date), 'A working day is a real ISO date.');
  return isWorkingDayNumber(dayNumber(date), options.calendar ?? NATIONAL_CALENDAR, options.node);
}

function isWorkingDayNumber(day: number, calendar: WorkingDayCalendar, node: string | undefined): boolean {
  const local = node === undefined ? undefined : calendar.byNode.get(node)?.get(day);
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return local ?? calendar.national.get(day) ?? (weekday !== 0 && weekday !== 6);
}

function monthDays(text: string): string[] {
  return text === '' ? [] : text.split(' ').map((day) => `${day.slice(0, 2)}-${day.slice(2)}`);
}

function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export type WorkingDayCalendar = {
  /** Days since 1970-01-01 that differ from the ordinary week: true = worked. */
  readonly national: ReadonlyMap<number, boolean>;
  readonly byNode: ReadonlyMap<string, ReadonlyMap<number, boolean>>;
  /** First and last ISO date that a notice covers. */
  readonly coveredFrom: string;
  readonly coveredUntil: string;
};

export type LocalDay = { node: string; date: string; working: boolean };

export type WorkingDayOptions = { calendar?: WorkingDayCalendar; node?: string };

export type DueDate = { date: string; provisional: boolean };
