const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** The date in China (UTC+8, no summer time) at an instant in milliseconds since the epoch, ISO. */
export function chinaDate(atMs: number): string {
  return new Date(atMs + BEIJING_OFFSET_MS).toISOString().slice(0, 10);
}
