import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { formatInstant } from '../parts/dates.ts';

use([LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** One look at a node's latency. */
export interface LagPoint {
  atMs: number;
  p50Ms: number | null;
  p99Ms: number | null;
}

/** Latency from commit in the province to readable at the centre, as seen since the page was opened. */
export function LagChart({ points }: { points: LagPoint[] }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!element.current) return;
    const chart = init(element.current, undefined, { renderer: 'svg' });
    const fit = () => chart.resize();
    const line = (name: string, color: string, of: (point: LagPoint) => number | null) => ({
      name,
      type: 'line' as const,
      showSymbol: false,
      color,
      data: points.map((point) => [point.atMs, of(point)]),
    });
    chart.setOption({
      animation: false,
      grid: { left: 56, right: 16, top: 36, bottom: 28 },
      legend: { top: 0, right: 0 },
      // As text, since the content policy lets no markup bring styles along.
      tooltip: { trigger: 'axis', renderMode: 'richText' },
      xAxis: { type: 'time', axisLabel: { formatter: (atMs: number) => formatInstant(atMs).slice(11) } },
      yAxis: { type: 'value', name: 'ms', minInterval: 1 },
      series: [line('p50', '#1f4e8c', ({ p50Ms }) => p50Ms), line('p99', '#b68a3c', ({ p99Ms }) => p99Ms)],
    });
    addEventListener('resize', fit);
    return () => {
      removeEventListener('resize', fit);
      chart.dispose();
    };
  }, [points]);
  return <div className="chart" ref={element} role="img" aria-label="汇集时延变化" />;
}
