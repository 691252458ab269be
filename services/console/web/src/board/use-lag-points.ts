import { useEffect, useState } from 'react';
import type { LagPoint } from './lag-chart.tsx';
import type { NodeStatus } from './node-status.ts';

/** An hour at the pace of polling. */
const POINTS_MAX = 1_200;

/** The latency of a node at each look since the page was opened. */
export function useLagPoints(status: NodeStatus | undefined, atMs: number): LagPoint[] {
  const [points, setPoints] = useState<LagPoint[]>([]);
  const p50Ms = status?.latency?.p50Ms ?? null;
  const p99Ms = status?.latency?.p99Ms ?? null;
  useEffect(() => {
    if (atMs > 0) setPoints((known) => [...known.slice(1 - POINTS_MAX), { atMs, p50Ms, p99Ms }]);
  }, [atMs, p50Ms, p99Ms]);
  return points;
}
