import { Link } from '@tanstack/react-router';
import { saveCsv } from '../../admin/csv.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag, type Tone } from '../../admin/tag.tsx';
import { formatDay, formatInstant } from '../../parts/dates.ts';
import { type DraftSummary, draftersOf, listDrafts } from './catalogue.ts';

/** How the states of a draft are called. */
export const DRAFT_STATES: Record<DraftSummary['state'], { label: string; tone: Tone }> = {
  open: { label: '起草中', tone: 'info' },
  published: { label: '已公布', tone: 'good' },
  discarded: { label: '已废弃', tone: 'ended' },
};

/** Drafts of the next version, the newest first. */
export function DraftTable() {
  const list = useList<DraftSummary>(['catalogue', 'drafts'], listDrafts);
  return (
    <>
      <ListTable
        list={list}
        label="目录草案"
        keyOf={({ id }) => id}
        widthMin={820}
        empty={
          <>
            <b>还没有起草过</b>由一名管理员起草，另一名核对后公布。
          </>
        }
        columns={COLUMNS}
      />
      <ListTools list={list} onCsv={() => saveCsv('目录草案', CSV_COLUMNS, list.rows ?? [])} />
    </>
  );
}

const COLUMNS: ListColumn<DraftSummary>[] = [
  {
    title: '草案',
    show: ({ id, note }) => (
      <Link to="/board/catalogue/drafts/$id" params={{ id: String(id) }} className="name">
        {note}
      </Link>
    ),
  },
  {
    title: '状态',
    width: 160,
    show: ({ state, version }) => (
      <>
        <Tag tone={DRAFT_STATES[state].tone}>{DRAFT_STATES[state].label}</Tag>
        {version !== null && ` 第 ${version} 版`}
      </>
    ),
  },
  { title: '稿次', width: 84, show: ({ revision }) => `第 ${revision} 稿` },
  { title: '生效日期', width: 140, show: ({ effectiveFrom }) => formatDay(effectiveFrom) },
  { title: '参与起草', show: (draft) => <span className="name">{draftersOf(draft).join('、')}</span> },
  { title: '最近修改', width: 176, show: (draft) => lastChanged(draft) },
];

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
