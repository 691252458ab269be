import { Link } from '@tanstack/react-router';
import { saveCsv } from '../../admin/csv.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { formatInstant } from '../../parts/dates.ts';
import { type ListedDraft, listDraftsInReview } from '../entry/draft.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';

const POLL_MS = 5_000;

/** Drafts that wait for a second person (录入审核). */
export function ReviewsPage() {
  return (
    <DeskFrame part="/desk/reviews" title="录入审核">
      {() => (
        <>
          <PageHead title="录入审核">资源目录规定须审核的信息，由录入人以外的另一人审核后记录并公示。</PageHead>
          <section className="card panel" aria-label="待审核的录入">
            <ReviewTable />
          </section>
        </>
      )}
    </DeskFrame>
  );
}

function ReviewTable() {
  const titleOf = useItemTitle();
  const list = useList<ListedDraft>(['drafts-in-review'], listDraftsInReview, { pollMs: () => POLL_MS });
  return (
    <>
      <ListTable
        list={list}
        label="待审核的录入"
        keyOf={({ draftId }) => draftId}
        columns={columnsOf(titleOf)}
        empty={
          <>
            <b>没有待审核的录入</b>有新的提交时，本页自动更新。
          </>
        }
      />
      <ListTools list={list} onCsv={() => saveCsv('待审核录入', csvColumns(titleOf), list.rows ?? [])} />
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<ListedDraft>[] {
  return [
    {
      title: '信息类别',
      show: ({ draftId, item }) => (
        <span className="two-lines">
          <Link to="/desk/reviews/$id" params={{ id: draftId }}>
            {titleOf(item)}
          </Link>
          <small className="mono">{draftId.slice(0, 8)}</small>
        </span>
      ),
    },
    { title: '提供部门', show: ({ departmentName }) => departmentName },
    { title: '录入人', width: 140, show: ({ account }) => account },
    { title: '提交时间', width: 180, show: ({ changedAt }) => formatInstant(changedAt) },
  ];
}

function csvColumns(titleOf: (item: string) => string) {
  return [
    { title: '草稿', value: ({ draftId }: ListedDraft) => draftId },
    { title: '信息类别', value: ({ item }: ListedDraft) => titleOf(item) },
    { title: '提供部门', value: ({ departmentName }: ListedDraft) => departmentName },
    { title: '录入人', value: ({ account }: ListedDraft) => account },
    { title: '提交时间', value: ({ changedAt }: ListedDraft) => formatInstant(changedAt) },
  ];
}
