import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { saveCsv } from '../admin/csv.ts';
import { Tag } from '../admin/tag.tsx';
import { useFormats } from '../api/formats.ts';
import { formatInstant } from '../parts/dates.ts';
import { Failed } from '../parts/states.tsx';
import { listSubmissions, pollOf, STATES, type Submission } from './submission.ts';

/** The batches that were handed in, the newest first. */
export function SubmissionTable() {
  const formats = useFormats();
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'submissions'],
    queryFn: ({ pageParam }) => listSubmissions(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      pollOf(state.data?.pages.flatMap(({ items }) => items.map((row) => row.state)) ?? []),
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  const titleOf = ({ format, item }: Submission) => formats.get(format)?.title ?? item;
  const number = (title: string, of: (row: Submission) => number) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, row: Submission) => of(row).toLocaleString('zh-CN'),
  });
  return (
    <>
      <Table<Submission>
        rowKey="submissionId"
        size="middle"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 980 }}
        locale={{ emptyText: <span className="quiet">还没有报送过</span> }}
        columns={[
          {
            title: '文件',
            render: (_, { submissionId, fileName }) => (
              <Link to="/desk/submissions/$id" params={{ id: submissionId }} className="name">
                {fileName || '（未命名）'}
              </Link>
            ),
          },
          { title: '类别', render: (_, row) => titleOf(row) },
          {
            title: '状态',
            render: (_, { state }) => <Tag tone={STATES[state]?.tone ?? 'ended'}>{STATES[state]?.label ?? state}</Tag>,
          },
          number('行数', ({ rows: count }) => count),
          number('已记录', ({ accepted }) => accepted),
          number('无变化', ({ unchanged }) => unchanged),
          number('已拒绝', ({ rejected }) => rejected),
          { title: '提供部门', dataIndex: 'departmentName' },
          { title: '接收时间', render: (_, { receivedAt }) => formatInstant(receivedAt) },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('报送批次', csvColumns(titleOf), rows)}>导出 CSV</Button>}
      </div>
    </>
  );
}

function csvColumns(titleOf: (row: Submission) => string) {
  return [
    { title: '批次', value: ({ submissionId }: Submission) => submissionId },
    { title: '文件', value: ({ fileName }: Submission) => fileName },
    { title: '类别', value: titleOf },
    { title: '状态', value: ({ state }: Submission) => STATES[state]?.label ?? state },
    { title: '行数', value: ({ rows }: Submission) => rows },
    { title: '已记录', value: ({ accepted }: Submission) => accepted },
    { title: '无变化', value: ({ unchanged }: Submission) => unchanged },
    { title: '已拒绝', value: ({ rejected }: Submission) => rejected },
    { title: '提供部门', value: ({ departmentName }: Submission) => departmentName },
    { title: '接收时间', value: ({ receivedAt }: Submission) => formatInstant(receivedAt) },
  ];
}
