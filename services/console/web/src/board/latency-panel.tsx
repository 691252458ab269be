import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { getLatency, type LatencyPoint } from './history.ts';

const LagChart = lazy(() => import('./lag-chart.tsx').then(({ LagChart: chart }) => ({ default: chart })));

const SPANS = [
  { value: 1, label: '1 小时' },
  { value: 24, label: '24 小时' },
  { value: 168, label: '7 天' },
  { value: 336, label: '14 天' },
];
/** As often as the centre keeps a point. */
const POLL_MS = 60_000;

/** How long it took from the commit in a province to readable at the centre, over time. */
export function LatencyPanel({ node, name }: { node: string; name: string }) {
  const [hours, setHours] = useState(24);
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'latency', node, hours],
    queryFn: () => getLatency(node, hours),
    refetchInterval: POLL_MS,
    placeholderData: (previous) => previous,
  });
  return (
    <section className="card panel">
      <div className="panel-title">
        <h2>汇集时延（由省级提交到中央可查）</h2>
        <div className="tools">
          <Segmented<number> aria-label="时间范围" options={SPANS} value={hours} onChange={setHours} />
          {data && data.items.length > 0 && (
            <Button onClick={() => saveCsv(`${name}汇集时延`, CSV_COLUMNS, data.items)}>导出 CSV</Button>
          )}
        </div>
      </div>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={5} />
      ) : data.items.length === 0 ? (
        <p className="quiet">最近{SPANS.find(({ value }) => value === hours)?.label}该省没有新的变更汇集到此。</p>
      ) : (
        <Suspense fallback={<Bones lines={5} />}>
          <LagChart points={data.items} stepMs={data.stepMs} hours={hours} />
        </Suspense>
      )}
    </section>
  );
}

const CSV_COLUMNS = [
  { title: '时间', value: ({ at }: LatencyPoint) => formatInstant(at) },
  { title: '叶数', value: ({ samples }: LatencyPoint) => samples },
  { title: 'p50（毫秒）', value: ({ p50Ms }: LatencyPoint) => p50Ms },
  { title: 'p99（毫秒）', value: ({ p99Ms }: LatencyPoint) => p99Ms },
];
