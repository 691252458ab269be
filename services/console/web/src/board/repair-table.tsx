import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { formatInstant } from '../parts/dates.ts';
import { Failed } from '../parts/states.tsx';
import { listRepairs, type Repair } from './history.ts';

const KINDS: Record<string, string> = { gap: '缺失', refused: '未通过核验', behind: '落后' };

/** Stretches that were read from the province again. */
export function RepairTable({ node }: { node: string }) {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['admin', 'repairs', node],
    queryFn: () => listRepairs(node),
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  return (
    <Table<Repair>
      rowKey={({ foundAt, fromIndex }) => `${foundAt}-${fromIndex}`}
      size="middle"
      loading={isPending}
      dataSource={data?.items ?? []}
      pagination={false}
      scroll={{ x: 640 }}
      locale={{ emptyText: <span className="quiet">没有补读过</span> }}
      columns={[
        { title: '发现时间', render: (_, { foundAt }) => formatInstant(foundAt) },
        { title: '原因', render: (_, { kind }) => KINDS[kind] ?? kind },
        { title: '范围（叶）', render: (_, { fromIndex, toIndex }) => `${fromIndex} – ${toIndex}` },
        { title: '修复时间', render: (_, { mendedAt }) => (mendedAt ? formatInstant(mendedAt) : '进行中') },
      ]}
    />
  );
}
