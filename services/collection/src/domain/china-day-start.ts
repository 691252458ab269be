const BEIJING_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The instant at which a day in China begins (ISO date), or one that comes days later. */
export function chinaDayStart(day: string, daysLater = 0): Date {
  return new Date(Date.parse(day) - BEIJING_OFFSET_MS + daysLater * DAY_MS);
}
