const DAY_MS = 86_400_000;
/** 9999-12-31, the last day that a workbook knows. */
const SERIAL_MAX = 2_958_465;
/** The 1904 system counts from 1904-01-01 as day 0. */
const DAYS_TO_1904 = 1_462;
/** The 1900 system has a 29 February 1900, which never was. */
const NEVER = 60;

/**
 * The day that a number of a date cell stands for, ISO; its time of day is dropped. Undefined for what is no day: below 1, above
 * 9999-12-31, or the 29 February 1900.
 */
export function dateOfSerial(serial: number, is1904: boolean): string | undefined {
  const day = Math.floor(serial) + (is1904 ? DAYS_TO_1904 : 0);
  if (!(day >= 1 && day <= SERIAL_MAX) || (day === NEVER && !is1904)) return undefined;
  const daysSince1900 = day < NEVER ? day - 1 : day - 2;
  return new Date(Date.UTC(1900, 0, 1) + daysSince1900 * DAY_MS).toISOString().slice(0, 10);
}
