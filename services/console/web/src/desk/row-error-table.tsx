import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { Tag } from '../admin/tag.tsx';
import { apiUrl } from '../api/call.ts';
import { Failed } from '../parts/states.tsx';
import { listRowErrors, type RowError, type Submission } from './submission.ts';

/** What is wrong with which row, the value marked, and how to mend it. */
export function RowErrorTable({ submission: { submissionId, rejected, findings } }: { submission: Submission }) {
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'row-errors', submissionId, rejected, findings],
    queryFn: ({ pageParam }) => listRowErrors(submissionId, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Table<RowError & { key: string }>
        size="middle"
        loading={isPending}
        dataSource={rows.map((row, i) => ({ ...row, key: `${row.row}-${i}` }))}
        pagination={false}
        scroll={{ x: 860 }}
        locale={{ emptyText: <span className="quiet">没有问题</span> }}
        columns={[
          { title: '行', dataIndex: 'row', width: 80, align: 'right' },
          { title: '字段', render: (_, { label }) => label || '整行', width: 150 },
          {
            title: '提交的内容',
            render: (_, { value }) =>
              value ? <span className="bad-value">{value}</span> : <span className="quiet">（空）</span>,
          },
          { title: '问题', dataIndex: 'reason' },
          { title: '改法', dataIndex: 'mend' },
          {
            title: '性质',
            width: 100,
            render: (_, { finding }) => (finding ? <Tag tone="warn">提示</Tag> : <Tag tone="bad">拒绝</Tag>),
          },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && (
          <a
            className="button small"
            href={apiUrl('collection', `/v1/submissions/${submissionId}/errors.csv`)}
            download
          >
            下载全部（CSV）
          </a>
        )}
      </div>
    </>
  );
}
