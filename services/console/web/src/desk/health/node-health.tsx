import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions } from 'antd';
import { chineseOf } from '../../api/problem.ts';
import { formatDay, formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { fetchNodeState, STATUS_POLL_MS } from './status.ts';

/** How the node runs, and how far the centre has verified what it publishes. */
export function NodeHealth() {
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'health'],
    queryFn: fetchNodeState,
    refetchInterval: STATUS_POLL_MS,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  const { publication, collection } = data;
  const { queue, held, catalogue } = collection;
  const items = [
    [
      '已公示',
      `${publication.publishedSize.toLocaleString('zh-CN')} 叶，最近检查点 ${formatInstant(publication.checkpointAt)}`,
    ],
    [
      '总局已核验',
      `${publication.verifiedSize.toLocaleString('zh-CN')} 叶${publication.lastReceiptAt ? `，最近回执 ${formatInstant(publication.lastReceiptAt)}` : '，尚无回执'}`,
    ],
    ['待总局核验', `${publication.lag.toLocaleString('zh-CN')} 叶`],
    ['待公示', publication.feedLag === null ? '未知' : `${publication.feedLag.toLocaleString('zh-CN')} 条变更`],
    ['核验说明', chineseOf(publication.description)],
    ['批次', `待处理 ${queue.received}，处理中 ${queue.processing}，撤回中 ${queue.takingBack}，失败 ${queue.failed}`],
    [
      '待认领',
      held.oldestAt ? `${held.waiting.toLocaleString('zh-CN')} 条，最早 ${formatInstant(held.oldestAt)}` : '没有',
    ],
    [
      '资源目录',
      `第 ${catalogue.version} 版，${formatDay(catalogue.effectiveFrom)}起生效。${chineseOf(catalogue.reason)}`,
    ],
    ['巡查', publication.patrol ? chineseOf(publication.patrol.reason) : '尚未开始'],
    ['磁盘（公示）', chineseOf(publication.disk.reason)],
    ['磁盘（归集）', chineseOf(collection.disk.reason)],
  ] as const;
  return (
    <>
      {error && (
        <Alert type="warning" showIcon title="暂时连不上，以下为最近一次读到的情况" style={{ marginBottom: 12 }} />
      )}
      {publication.notice?.kind === 'stopped' && (
        <Alert
          type="error"
          showIcon
          title="总局已停止汇集本节点"
          description={`${formatInstant(publication.notice.noticedAt)}：${publication.notice.reason}`}
          style={{ marginBottom: 12 }}
        />
      )}
      {publication.withheld && (
        <Alert
          type="warning"
          showIcon
          title="暂不公示"
          description={publication.withheld}
          style={{ marginBottom: 12 }}
        />
      )}
      <Descriptions
        bordered
        size="small"
        column={1}
        items={items.map(([label, children]) => ({ key: label, label, children }))}
      />
    </>
  );
}
