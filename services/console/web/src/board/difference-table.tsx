import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Descriptions, Drawer, Table } from 'antd';
import { useState } from 'react';
import { saveCsv } from '../admin/csv.ts';
import { Tag } from '../admin/tag.tsx';
import { useFormats } from '../api/formats.ts';
import { chineseOf } from '../api/problem.ts';
import { formatInstant } from '../parts/dates.ts';
import { Bones, Failed } from '../parts/states.tsx';
import { Fields } from '../public/record-view.tsx';
import { type Difference, listDifferences, listRecordsOfLeaves } from './history.ts';

const HOW: Record<string, string> = { source: '从对方取回', log: '依本地日志', itself: '复查时已一致' };

/** What the patrol found and how it was mended, with what stood there before and what stands there now. */
export function DifferenceTable({ node }: { node: string | undefined }) {
  const [opened, setOpened] = useState<Difference | undefined>();
  const { data, error, isPending, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['admin', 'differences', node],
    queryFn: ({ pageParam }) => listDifferences(node, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Table<Difference>
        rowKey="id"
        size="middle"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 800 }}
        locale={{ emptyText: <span className="quiet">没有发现过差异</span> }}
        columns={[
          { title: '发现时间', render: (_, { foundAt }) => formatInstant(foundAt) },
          { title: '类别', render: (_, { description }) => chineseOf(description) },
          { title: '记录', render: (_, { recordId }) => <span className="mono">{recordId ?? '—'}</span> },
          {
            title: '修复',
            render: (_, { mendedAt, how }) =>
              mendedAt ? <Tag tone="good">{HOW[how ?? ''] ?? '已修复'}</Tag> : <Tag tone="bad">未修复</Tag>,
          },
          {
            title: '',
            render: (_, row) => (
              <Button size="small" onClick={() => setOpened(row)}>
                查看
              </Button>
            ),
          },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetching} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('差异与修复', CSV_COLUMNS, rows)}>导出 CSV</Button>}
      </div>
      <Drawer open={opened !== undefined} onClose={() => setOpened(undefined)} title="差异与修复" size="large">
        {opened && <DifferenceDetail difference={opened} />}
      </Drawer>
    </>
  );
}

function DifferenceDetail({ difference }: { difference: Difference }) {
  const { description, leafIndex, recordId, subjectId, foundBy, foundAt, mendedAt, how, bytesMoved } = difference;
  const items = [
    ['类别', chineseOf(description)],
    ['发现', `${formatInstant(foundAt)}（${foundBy === 'patrol' ? '巡查' : '汇集时'}）`],
    ['修复', mendedAt ? `${formatInstant(mendedAt)}，${HOW[how ?? ''] ?? how}` : '尚未修复，系统会继续尝试'],
    ['日志位置', leafIndex === null ? '不限于单条' : `第 ${leafIndex} 叶`],
    ['记录', recordId ?? '（已撤下或已过期清除）'],
    ['另行传输', `${bytesMoved.toLocaleString('zh-CN')} 字节`],
  ] as const;
  return (
    <>
      <Descriptions
        column={1}
        bordered
        size="small"
        items={items.map(([label, children]) => ({ key: label, label, children }))}
      />
      <div className="side-by-side" style={{ marginTop: 16 }}>
        <div>
          <h3>原有内容</h3>
          <pre>{difference.oldDigest ?? '（原无此内容）'}</pre>
          <p className="quiet">SHA-256 摘要。与日志不符的内容不留存：其中可能有已依法撤下的信息。</p>
        </div>
        <div>
          <h3>修复后内容</h3>
          <pre>{difference.newDigest ?? (mendedAt ? '（已清除）' : '（待修复）')}</pre>
          {leafIndex !== null && mendedAt !== null && <StandingRecord difference={difference} leafIndex={leafIndex} />}
        </div>
      </div>
      {subjectId && (
        <p style={{ marginTop: 16 }}>
          <Link to="/subjects/$code" params={{ code: subjectId }}>
            查看该主体现行公示
          </Link>
        </p>
      )}
    </>
  );
}

/** What stands at the leaf now, as everybody may read it. */
function StandingRecord({ difference, leafIndex }: { difference: Difference; leafIndex: number }) {
  const formats = useFormats();
  const { node, generation } = difference;
  const { data, error } = useQuery({
    queryKey: ['admin', 'leaf-records', node, generation, leafIndex],
    queryFn: () => listRecordsOfLeaves({ node, generation, fromIndex: leafIndex, toIndex: leafIndex + 1 }, leafIndex),
  });
  if (error) return <p className="quiet">{error.message}</p>;
  if (!data) return <Bones lines={4} />;
  const [record] = data.items;
  if (!record) return <p className="quiet">该叶的记录此后已被更新或撤下。</p>;
  return <Fields record={record} format={formats.get(record.format ?? `${record.item}@1`)} />;
}

const CSV_COLUMNS = [
  { title: '编号', value: ({ id }: Difference) => id },
  { title: '节点', value: ({ node }: Difference) => node },
  { title: '类别', value: ({ description }: Difference) => chineseOf(description) },
  { title: '叶序号', value: ({ leafIndex }: Difference) => leafIndex },
  { title: '记录', value: ({ recordId }: Difference) => recordId },
  { title: '发现时间', value: ({ foundAt }: Difference) => formatInstant(foundAt) },
  { title: '修复时间', value: ({ mendedAt }: Difference) => mendedAt && formatInstant(mendedAt) },
  { title: '方式', value: ({ how }: Difference) => HOW[how ?? ''] ?? how },
  { title: '原有内容摘要', value: ({ oldDigest }: Difference) => oldDigest },
  { title: '修复后摘要', value: ({ newDigest }: Difference) => newDigest },
];
