import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { AdminFrame, type Person } from '../admin/admin-frame.tsx';
import { saveCsv } from '../admin/csv.ts';
import { ListTable } from '../admin/list/list-table.tsx';
import { wholeList } from '../admin/list/use-list.ts';
import { Tag } from '../admin/tag.tsx';
import { chineseOf } from '../api/problem.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Empty, Failed } from '../parts/states.tsx';
import { BoardNav } from './board-nav.tsx';
import { listNodes, type NodeState, type NodeStatus, POLL_MS, STATES } from './node-status.ts';
import { TileMap } from './tile-map.tsx';

/** The roll-up of all provinces at a glance. */
export function BoardPage() {
  return (
    <AdminFrame title="汇集总览" roles={['central-admin', 'auditor']}>
      {(person) => <Board person={person} />}
    </AdminFrame>
  );
}

function Board({ person }: { person: Person }) {
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['admin', 'nodes'],
    queryFn: listNodes,
    refetchInterval: POLL_MS,
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={10} />;
  return (
    <>
      <BoardNav person={person} />
      <div className="page-title">
        <div>
          <h1>汇集总览</h1>
          <p>
            {error ? '暂时连不上，以下为 ' : '更新于 '}
            {formatInstant(dataUpdatedAt)}
            {error && ' 的情况'}
          </p>
        </div>
        <Button onClick={() => saveCsv('汇集总览', CSV_COLUMNS, data)}>导出 CSV</Button>
      </div>
      <Summary nodes={data} />
      <section className="card panel" aria-label="各节点">
        <TileMap nodes={data} />
      </section>
      {data.length === 0 ? (
        <Empty title="还没有节点入网">登记入网后，这里显示各省的汇集情况。</Empty>
      ) : (
        <section className="card panel" aria-label="列表">
          <NodeTable nodes={data} />
        </section>
      )}
    </>
  );
}

function Summary({ nodes }: { nodes: NodeStatus[] }) {
  const sum = (of: (status: NodeStatus) => number) => nodes.reduce((total, status) => total + of(status), 0);
  const count = (state: NodeState) => nodes.filter((status) => status.state === state).length;
  const troubled = nodes.length - count('verified');
  const figures = [
    ['入网节点', nodes.length, `一致 ${count('verified')}，其他 ${troubled}`],
    ['已公示（叶）', sum(({ publishedSize }) => publishedSize), '各省日志合计'],
    [
      '已核验（叶）',
      sum(({ verifiedSize }) => verifiedSize),
      `待核验 ${sum(({ lagLeaves }) => lagLeaves).toLocaleString('zh-CN')}`,
    ],
    [
      '未修复差异',
      sum(({ differences }) => differences.open),
      `今日已修复 ${sum(({ differences }) => differences.mendedToday)}`,
    ],
    ['隔离消息', sum(({ quarantine }) => quarantine.messages), '未被采用、留待查看'],
  ] as const;
  return (
    <div className="figures-row card">
      {figures.map(([label, value, note]) => (
        <div key={label}>
          <div className="label">{label}</div>
          <div className="value">{value.toLocaleString('zh-CN')}</div>
          <div className="note">{note}</div>
        </div>
      ))}
    </div>
  );
}

function NodeTable({ nodes }: { nodes: NodeStatus[] }) {
  return (
    <ListTable
      list={wholeList(nodes)}
      label="各节点汇集情况"
      keyOf={({ node }) => node}
      empty="还没有节点入网"
      widthMin={960}
      columns={[
        {
          title: '节点',
          width: 96,
          show: ({ node, name }) => (
            <Link to="/board/$node" params={{ node }} className="nowrap">
              {name}
            </Link>
          ),
        },
        {
          title: '状态',
          width: 100,
          show: ({ state }) => <Tag tone={STATES[state].tone}>{STATES[state].label}</Tag>,
        },
        { title: '说明', show: ({ reason }) => chineseOf(reason) },
        ...NUMBERS.map(({ title, value }) => ({ title, isNumber: true as const, show: value })),
      ]}
    />
  );
}

const NUMBERS = [
  { title: '已公示', value: (status: NodeStatus) => status.publishedSize.toLocaleString('zh-CN') },
  { title: '已收到', value: (status: NodeStatus) => status.receivedSize.toLocaleString('zh-CN') },
  { title: '已核验', value: (status: NodeStatus) => status.verifiedSize.toLocaleString('zh-CN') },
  {
    title: '时延（毫秒）',
    value: ({ latency }: NodeStatus) => (latency ? `${latency.p50Ms}/${latency.p99Ms}` : '—'),
  },
  { title: '差异', value: ({ differences }: NodeStatus) => String(differences.open) },
];

const CSV_COLUMNS = [
  { title: '节点代码', value: ({ node }: NodeStatus) => node },
  { title: '节点', value: ({ name }: NodeStatus) => name },
  { title: '状态', value: ({ state }: NodeStatus) => STATES[state].label },
  ...NUMBERS,
  { title: '说明', value: ({ reason }: NodeStatus) => chineseOf(reason) },
];
