import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Table } from 'antd';
import { saveCsv } from '../../admin/csv.ts';
import { Tag, type Tone } from '../../admin/tag.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { Failed } from '../../parts/states.tsx';
import { CATALOGUE_KEY, type DraftSummary, draftersOf, listDrafts } from './catalogue.ts';

/** How the states of a draft are called. */
export const DRAFT_STATES: Record<DraftSummary['state'], { label: string; tone: Tone }> = {
  open: { label: '起草中', tone: 'info' },
  published: { label: '已公布', tone: 'good' },
  discarded: { label: '已废弃', tone: 'ended' },
};

/** Drafts of the next version, the newest first. */
export function DraftTable() {
  const { data, error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: [...CATALOGUE_KEY, 'drafts'],
    queryFn: ({ pageParam }) => listDrafts(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (error) return <Failed error={error} retry={() => void refetch()} />;
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Table<DraftSummary>
        rowKey="id"
        size="middle"
        loading={isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 760 }}
        locale={{ emptyText: <span className="quiet">还没有起草过</span> }}
        columns={[
          {
            title: '草案',
            render: (_, { id, note }) => (
              <Link to="/board/catalogue/drafts/$id" params={{ id: String(id) }} className="name">
                {note}
              </Link>
            ),
          },
          {
            title: '状态',
            width: 170,
            render: (_, { state, version }) => (
              <>
                <Tag tone={DRAFT_STATES[state].tone}>{DRAFT_STATES[state].label}</Tag>
                {version !== null && ` 第 ${version} 版`}
              </>
            ),
          },
          { title: '稿次', width: 80, align: 'right', dataIndex: 'revision' },
          { title: '生效日期', width: 120, dataIndex: 'effectiveFrom' },
          { title: '参与起草', render: (_, draft) => draftersOf(draft).join('、') },
          { title: '最近修改', width: 180, render: (_, draft) => lastChanged(draft) },
        ]}
      />
      <div className="tools" style={{ marginTop: 12 }}>
        {hasNextPage && (
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            继续加载
          </Button>
        )}
        {rows.length > 0 && <Button onClick={() => saveCsv('目录草案', CSV_COLUMNS, rows)}>导出 CSV</Button>}
      </div>
    </>
  );
}

function lastChanged({ acts }: DraftSummary): string {
  const last = acts.at(-1);
  return last ? formatInstant(last.at) : '—';
}

const CSV_COLUMNS = [
  { title: '编号', value: ({ id }: DraftSummary) => id },
  { title: '说明', value: ({ note }: DraftSummary) => note },
  { title: '状态', value: ({ state }: DraftSummary) => DRAFT_STATES[state].label },
  { title: '版次', value: ({ version }: DraftSummary) => version },
  { title: '稿次', value: ({ revision }: DraftSummary) => revision },
  { title: '生效日期', value: ({ effectiveFrom }: DraftSummary) => effectiveFrom },
  { title: '参与起草', value: (draft: DraftSummary) => draftersOf(draft).join('、') },
  { title: '最近修改', value: lastChanged },
];
