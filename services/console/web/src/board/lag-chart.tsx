import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { formatInstant } from '../parts/dates.ts';
import type { LatencyPoint } from './history.ts';

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Shown before the first point, so that a young history is no wall at the edge. */
const SPAN_MIN_MS = 600_000;
/** A line that goes on after a pause longer than so many steps begins anew: nothing was applied in between. */
const PAUSE_STEPS = 5;

/** Latency as two lines over time: the last hours, or as far back as there is something to show. */
export function LagChart({ points, stepMs, hours }: { points: LatencyPoint[]; stepMs: number; hours: number }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!element.current) return;
    const chart = init(element.current, undefined, { renderer: 'svg' });
    const fit = () => chart.resize();
    const line = (name: string, color: string, of: (point: LatencyPoint) => number) => ({
      name,
      type: 'line' as const,
      showSymbol: true,
      symbolSize: 6,
      color,
      data: withPauses(points, stepMs, of),
    });
    const nowMs = Date.now();
    const beginMs = Math.max(nowMs - hours * HOUR_MS, Date.parse(points[0]?.at ?? '') - SPAN_MIN_MS);
    const place = nowMs - beginMs > DAY_MS ? 5 : 11;
    chart.setOption({
      animation: false,
      grid: { left: 64, right: 16, top: 36, bottom: 28 },
      legend: { top: 0, right: 0, icon: 'roundRect', itemWidth: 14, itemHeight: 4 },
      // As text, since the content policy lets no markup bring styles along.
      tooltip: { trigger: 'axis', renderMode: 'richText', valueFormatter: (ms: number) => `${ms} ms` },
      xAxis: {
        type: 'time',
        min: beginMs,
        max: nowMs,
        axisLabel: { hideOverlap: true, formatter: (atMs: number) => formatInstant(atMs).slice(place, 16) },
      },
      yAxis: { type: 'value', name: '毫秒', minInterval: 1 },
      series: [line('p50', '#1f4e8c', ({ p50Ms }) => p50Ms), line('p99', '#b68a3c', ({ p99Ms }) => p99Ms)],
    });
    addEventListener('resize', fit);
    return () => {
      removeEventListener('resize', fit);
      chart.dispose();
    };
  }, [points, stepMs, hours]);
  return <div className="chart" ref={element} role="img" aria-label={described(points)} />;
}

/** A line's points, with a gap where nothing was applied for long; one between two gaps is a dot, as no line leads to it. */
function withPauses(points: LatencyPoint[], stepMs: number, of: (point: LatencyPoint) => number) {
  const times = points.map(({ at }) => Date.parse(at));
  const isPause = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined || to - from > PAUSE_STEPS * stepMs;
  return points.flatMap((point, i) => {
    const [before, at = 0, after] = [times[i - 1], times[i], times[i + 1]];
    const isAlone = isPause(before, at) && isPause(at, after);
    const gap = before !== undefined && isPause(before, at) ? [{ value: [at - 1, null] }] : [];
    return [...gap, { value: [at, of(point)], symbol: isAlone ? 'circle' : 'none' }];
  });
}

/** What a screen reader says of the picture. */
function described(points: LatencyPoint[]): string {
  const last = points.at(-1);
  const worst = Math.max(...points.map(({ p99Ms }) => p99Ms));
  if (!last) return '汇集时延，没有数据';
  return `汇集时延变化：最近 p50 ${last.p50Ms} 毫秒、p99 ${last.p99Ms} 毫秒；期间最高 p99 ${worst} 毫秒`;
}
