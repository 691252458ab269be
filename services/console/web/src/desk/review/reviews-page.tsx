import { saveCsv } from '../../admin/csv.ts';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { formatInstant } from '../../parts/dates.ts';
import { type ListedDraft, listDraftsInReview } from '../entry/draft.ts';
import { aboutColumn, draftCsvColumns } from '../entry/draft-list.tsx';
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
      <ListTools list={list} onCsv={() => saveCsv('待审核录入', draftCsvColumns(titleOf), list.rows ?? [])} />
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<ListedDraft>[] {
  return [
    aboutColumn('/desk/reviews/$id', titleOf),
    { title: '提供部门', show: ({ departmentName }) => departmentName },
    { title: '录入人', width: 140, show: ({ account }) => account },
    { title: '提交时间', width: 180, show: ({ changedAt }) => formatInstant(changedAt) },
  ];
}
