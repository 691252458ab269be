import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Tag } from '../../admin/tag.tsx';
import { chineseOf } from '../../api/problem.ts';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { healthPoints, inChinaTime } from './health-points.ts';
import { fetchNodeState, type PublicationStatus, STATUS_POLL_MS } from './status.ts';

/** How the node runs, and how far the centre has verified what it publishes. */
export function NodeHealth() {
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'health'],
    queryFn: fetchNodeState,
    refetchInterval: STATUS_POLL_MS,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  return (
    <>
      {error && <Alert type="warning" showIcon className="health-alert" title="暂时连不上，以下为最近一次读到的情况" />}
      <Notices publication={data.publication} />
      {healthPoints(data).map(({ title, points }) => (
        <section key={title} className="card panel">
          <h2>{title}</h2>
          <dl className="health-points">
            {points.map(({ label, tone, word, text }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <Tag tone={tone}>{word}</Tag>
                </dd>
                <dd className="quiet">{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

/** What an administrator has to know first. */
function Notices({ publication: { notice, withheld, lag, description } }: { publication: PublicationStatus }) {
  return (
    <>
      {notice?.kind === 'stopped' && (
        <Alert
          type="error"
          showIcon
          className="health-alert"
          title="总局已停止汇集本节点"
          description={`${formatInstant(notice.noticedAt)}：${notice.reason}`}
        />
      )}
      {withheld && (
        <Alert
          type="warning"
          showIcon
          className="health-alert"
          title="暂不公示"
          description={inChinaTime(chineseOf(withheld))}
        />
      )}
      {lag < 0 && (
        <Alert
          type="error"
          showIcon
          className="health-alert"
          title="与总局不一致"
          description={inChinaTime(chineseOf(description))}
        />
      )}
    </>
  );
}
