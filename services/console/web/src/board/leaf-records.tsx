import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { saveCsv } from '../admin/csv.ts';
import { useFormats } from '../api/formats.ts';
import { type LeafStretch, listRecordsOfLeaves } from '../api/leaf-records.ts';
import type { PublicRecord } from '../api/records.ts';
import { formatInstant } from '../parts/dates.ts';
import { Failed } from '../parts/states.tsx';
import { Fields } from '../public/record-view.tsx';

/** The records that stand at the leaves of a stretch now. */
export function LeafRecords({ stretch }: { stretch: LeafStretch }) {
  const formats = useFormats();
  const titles = new Map([...formats.values()].map(({ item, title }) => [item, title]));
  const { node, generation, fromIndex, toIndex } = stretch;
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'leaf-records', node, generation, fromIndex, toIndex],
    queryFn: ({ pageParam }) => listRecordsOfLeaves(stretch, pageParam),
    initialPageParam: fromIndex,
    getNextPageParam: (page) => page.next,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <p className="quiet" style={{ marginBottom: 12 }}>
        以下为这些叶上现行的记录；此后被更新或撤下的不再列出。
      </p>
      <Table<PublicRecord>
        rowKey="leafIndex"
        size="small"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 560 }}
        locale={{ emptyText: <span className="quiet">没有现行的记录</span> }}
        expandable={{
          expandedRowRender: (record) => (
            <Fields record={record} format={formats.get(record.format ?? `${record.item}@1`)} />
          ),
        }}
        columns={[
          { title: '叶', dataIndex: 'leafIndex', align: 'right', width: 90 },
          { title: '类别', width: 130, render: (_, { item }) => titles.get(item) ?? item },
          {
            title: '主体',
            render: (_, { subject }) =>
              subject ? (
                <Link to="/subjects/$code" params={{ code: subject.code }} className="name">
                  {subject.name}
                </Link>
              ) : (
                '—'
              ),
          },
          { title: '版本', dataIndex: 'version', align: 'right', width: 70 },
          { title: '公示时间', render: (_, { publishedAt }) => formatInstant(publishedAt), width: 180 },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('日志段的记录', CSV_COLUMNS, rows)}>导出 CSV</Button>}
      </div>
    </>
  );
}

const CSV_COLUMNS = [
  { title: '节点', value: ({ node }: PublicRecord) => node },
  { title: '叶', value: ({ leafIndex }: PublicRecord) => leafIndex },
  { title: '记录', value: ({ recordId }: PublicRecord) => recordId },
  { title: '主体', value: ({ subject }: PublicRecord) => subject?.name },
  { title: '代码', value: ({ subject }: PublicRecord) => subject?.code },
  { title: '版本', value: ({ version }: PublicRecord) => version },
  { title: '公示时间', value: ({ publishedAt }: PublicRecord) => formatInstant(publishedAt) },
  { title: '内容', value: ({ body }: PublicRecord) => JSON.stringify(body) },
];
