import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { AdminFrame, type Person } from '../admin/admin-frame.tsx';
import { DifferenceTable } from '../admin/differences/difference-table.tsx';
import { Tag } from '../admin/tag.tsx';
import { chineseOf } from '../api/problem.ts';
import { formatInstant } from '../parts/dates.ts';
import { NotFound } from '../parts/plain-pages.tsx';
import { Bones, Failed } from '../parts/states.tsx';
import { BoardNav } from './board-nav.tsx';
import { EvidenceTable } from './evidence-table.tsx';
import { LatencyPanel } from './latency-panel.tsx';
import { NodeOrders } from './node-orders.tsx';
import { getNode, type NodeStatus, POLL_MS, STATES } from './node-status.ts';
import { RepairTable } from './repair-table.tsx';

/** One province as the centre sees it. */
export function NodePage() {
  const { node } = useParams({ strict: false }) as { node: string };
  if (!/^\d{6}$/.test(node)) return <NotFound />;
  return (
    <AdminFrame title="节点汇集情况" roles={['central-admin', 'auditor']}>
      {(person) => <NodeView key={node} node={node} person={person} />}
    </AdminFrame>
  );
}

function NodeView({ node, person }: { node: string; person: Person }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'node', node],
    queryFn: () => getNode(node),
    refetchInterval: POLL_MS,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={10} />;
  return (
    <>
      <BoardNav person={person} />
      <p className="back">
        <Link to="/board">← 汇集总览</Link>
      </p>
      <div className="page-title">
        <div>
          <h1>
            {data.name} <Tag tone={STATES[data.state].tone}>{STATES[data.state].label}</Tag>
          </h1>
          <p title={data.reason}>{chineseOf(data.reason)}</p>
        </div>
        {person.roles.includes('central-admin') && <NodeOrders status={data} />}
      </div>
      <Figures status={data} />
      <LatencyPanel node={node} name={data.name} />
      <section className="card panel">
        <Tabs
          items={[
            {
              key: 'differences',
              label: data.differences.open > 0 ? `差异（未修复 ${data.differences.open}）` : '差异与修复',
              children: <DifferenceTable node={node} />,
            },
            { key: 'repairs', label: '补读记录', children: <RepairTable node={node} /> },
            { key: 'evidence', label: '矛盾证据', children: <EvidenceTable node={node} /> },
          ]}
        />
      </section>
    </>
  );
}

function Figures({ status }: { status: NodeStatus }) {
  const { publishedSize, receivedSize, verifiedSize, lagLeaves, latency, patrol, verifiedAt, generation } = status;
  const figures = [
    ['已公示（叶）', publishedSize.toLocaleString('zh-CN'), `日志第 ${generation} 代`],
    [
      '已收到（叶）',
      receivedSize.toLocaleString('zh-CN'),
      status.lastMessageAt ? `${formatInstant(status.lastMessageAt)}` : '—',
    ],
    ['已核验（叶）', verifiedSize.toLocaleString('zh-CN'), verifiedAt ? formatInstant(verifiedAt) : '—'],
    ['待核验（叶）', lagLeaves.toLocaleString('zh-CN'), `最早等待 ${status.lagMs.toLocaleString('zh-CN')} ms`],
    [
      '时延 p50 / p99',
      latency ? `${latency.p50Ms} / ${latency.p99Ms}` : '—',
      latency ? `毫秒，近 ${latency.samples.toLocaleString('zh-CN')} 叶` : '尚无数据',
    ],
    ['巡查', patrol ? `第 ${patrol.round} 轮` : '—', patrol ? chineseOf(patrol.reason) : '尚未开始'],
  ] as const;
  return (
    <div className="figures-row card">
      {figures.map(([label, value, note]) => (
        <div key={label}>
          <div className="label">{label}</div>
          <div className="value">{value}</div>
          <div className="note">{note}</div>
        </div>
      ))}
    </div>
  );
}
