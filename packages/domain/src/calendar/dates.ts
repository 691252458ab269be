const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
// The four ways dates are written in submissions; the separators of one date must agree.
const WRITTEN = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))$/;

/**
 * The ISO date (2018-01-02) that a text means, or undefined when it means none or an impossible one. Also read:
 * 2018-1-2, 2018/01/02, 2018.1.2, 20180102, 2018年1月2日, full-width digits. Years are 1000 to 9999.
 */
export function parseDate(text: string): string | undefined {
  if (isIsoShape(text)) return isRealDate(text) ? text : undefined;
  const match = WRITTEN.exec(text.normalize('NFKC').replace(/\s/g, ''));
  if (!match) return undefined;
  const month = match[3] ?? match[5] ?? match[7] ?? '';
  const day = match[4] ?? match[6] ?? match[8] ?? '';
  const date = `${match[1]}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isRealDate(date) ? date : undefined;
}

/** Whether the text is a real calendar date in the form 2018-01-02. */
export function isIsoDate(text: string): boolean {
  return isIsoShape(text) && isRealDate(text);
}

function isIsoShape(text: string): boolean {
  if (text.length !== 10) return false;
  for (let i = 0; i < 10; i++) {
    const charCode = text.charCodeAt(i);
    const fits = i === 4 || i === 7 ? charCode === 0x2d : charCode >= 0x30 && charCode <= 0x39;
    if (!fits) return false;
  }
  return true;
}

function isRealDate(date: string): boolean {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  if (year < 1000 || month < 1 || month > 12 || day < 1) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= DAYS_IN_MONTH[month - 1]! + (leap ? 1 : 0);
}

const BEIJING_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The date in China (UTC+8, no summer time) at an instant in milliseconds since the epoch, ISO. */
export function chinaDate(atMs: number): string {
  return new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 10);
}

/** An instant as clocks in China show it, exact: `2026-11-23T19:06:29.000+08:00`. */
export function chinaTime(at: Date): string {
  return new Date(at.getTime() + BEIJING_OFFSET_MS).toISOString().replace('Z', '+08:00');
}

/** When a day in China (ISO date) begins, or one that comes days later, milliseconds since the epoch. */
export function chinaDayStart(day: string, daysLater = 0): number {
  return Date.parse(day) - BEIJING_OFFSET_MS + daysLater * DAY_MS;
}
