import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Drawer, Table } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { formatInstant } from '../parts/dates.ts';
import { Failed } from '../parts/states.tsx';
import { listRepairs, type Repair } from './history.ts';
import { LeafRecords } from './leaf-records.tsx';

const KINDS: Record<string, string> = { gap: '缺失', refused: '未通过核验', behind: '落后' };
const HOW: Record<string, string> = { bulk_read: '从该省补读', kafka: '消息随后到达' };

/** Stretches that were read from the province again, each with the records that stand there. */
export function RepairTable({ node }: { node: string }) {
  const [opened, setOpened] = useState<Repair | undefined>();
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'repairs', node],
    queryFn: ({ pageParam }) => listRepairs(node, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Table<Repair>
        rowKey={({ foundAt, fromIndex }) => `${foundAt}-${fromIndex}`}
        size="middle"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 720 }}
        locale={{ emptyText: <span className="quiet">没有补读过</span> }}
        columns={[
          { title: '发现时间', render: (_, { foundAt }) => formatInstant(foundAt) },
          { title: '原因', render: (_, { kind }) => KINDS[kind] ?? kind },
          { title: '范围（叶）', render: (_, repair) => rangeOf(repair) },
          { title: '修复时间', render: (_, { mendedAt }) => (mendedAt ? formatInstant(mendedAt) : '进行中') },
          {
            title: '',
            width: 100,
            render: (_, repair) => (
              <Button size="small" aria-label={`查看 ${rangeOf(repair)} 的记录`} onClick={() => setOpened(repair)}>
                查看记录
              </Button>
            ),
          },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('补读记录', CSV_COLUMNS, rows)}>导出 CSV</Button>}
      </div>
      <Drawer
        open={opened !== undefined}
        onClose={() => setOpened(undefined)}
        title={opened && `补读的记录：${rangeOf(opened)} 叶`}
        size="large"
      >
        {opened && <LeafRecords stretch={opened} />}
      </Drawer>
    </>
  );
}

function rangeOf({ fromIndex, toIndex }: Repair): string {
  return `${fromIndex.toLocaleString('zh-CN')} – ${toIndex.toLocaleString('zh-CN')}`;
}

const CSV_COLUMNS = [
  { title: '节点', value: ({ node }: Repair) => node },
  { title: '发现时间', value: ({ foundAt }: Repair) => formatInstant(foundAt) },
  { title: '原因', value: ({ kind }: Repair) => KINDS[kind] ?? kind },
  { title: '起始叶', value: ({ fromIndex }: Repair) => fromIndex },
  { title: '结束叶（不含）', value: ({ toIndex }: Repair) => toIndex },
  { title: '修复时间', value: ({ mendedAt }: Repair) => mendedAt && formatInstant(mendedAt) },
  { title: '方式', value: ({ how }: Repair) => HOW[how ?? ''] ?? how },
];
