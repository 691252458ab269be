import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatInstant } from '../../parts/dates.ts';
import { fetchNodeState, STATUS_POLL_MS } from '../health/status.ts';

/** What waits at this node, and how far it is published and verified, at a glance. Left out while it cannot be had. */
export function TodayFigures() {
  const { data } = useQuery({
    queryKey: ['admin', 'health'],
    queryFn: fetchNodeState,
    refetchInterval: STATUS_POLL_MS,
  });
  const { queue, held } = data?.collection ?? {};
  const { publishedSize, verifiedSize, lag, lastReceiptAt } = data?.publication ?? {};
  const figures = [
    {
      label: '处理中批次',
      value: queue && queue.received + queue.processing + queue.takingBack,
      note: queue?.failed ? `另有 ${queue.failed} 批失败` : '依次处理',
    },
    {
      label: <Link to="/desk/held">待认领</Link>,
      value: held?.waiting,
      note: held?.oldestAt ? `最早 ${formatInstant(held.oldestAt).slice(0, 10)}` : '没有等待的记录',
    },
    { label: '已公示', value: publishedSize, note: '日志叶数' },
    {
      label: '总局已核验',
      value: verifiedSize,
      note: lag ? `待核验 ${lag.toLocaleString('zh-CN')}` : lastReceiptAt ? '与总局一致' : '尚无回执',
    },
  ];
  return (
    <div className="figures-row card">
      {figures.map(({ label, value, note }, i) => (
        <div key={`${i}`}>
          <div className="label">{label}</div>
          <div className="value">{value?.toLocaleString('zh-CN') ?? '…'}</div>
          <div className="note">{data ? note : ' '}</div>
        </div>
      ))}
    </div>
  );
}
