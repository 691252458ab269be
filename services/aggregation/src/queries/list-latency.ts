import type { AggregationConfig } from '../config.ts';
import type { Context } from '../context.ts';
import type { LatencySummary } from '../domain/latency-window.ts';
import { readLatency } from '../store/latency.ts';

/** Points of one answer at most: a line across a screen. */
const POINTS_MAX = 1_440;
const HOUR_MS = 3_600_000;

/** Roll-up latency of a province over the past hours. A step that is wider than an interval has the mean of medians and the worst p99. */
export async function listLatency(
  { reading, now }: Pick<Context, 'reading' | 'now'>,
  { intervalMs }: Pick<AggregationConfig['latency'], 'intervalMs'>,
  { node, hours }: { node: string; hours: number },
): Promise<LatencyHistory> {
  const spanMs = hours * HOUR_MS;
  const stepMs = Math.ceil(spanMs / POINTS_MAX / intervalMs) * intervalMs;
  const items = await readLatency(reading, { node, sinceMs: now() - spanMs, stepMs });
  return { stepMs, items };
}

export interface LatencyHistory {
  /** Width of a step in milliseconds. */
  stepMs: number;
  /** The oldest first; a step in which nothing was applied is absent. `atMs` is where it begins. */
  items: (LatencySummary & { atMs: number })[];
}
