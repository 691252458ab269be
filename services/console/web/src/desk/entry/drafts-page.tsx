import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { BeginDraft } from './begin-draft.tsx';
import { DraftTable } from './draft-table.tsx';

/** Online entry (在线录入): begin a draft, go on with one. */
export function DraftsPage() {
  return (
    <DeskFrame part="/desk/drafts" title="在线录入">
      {() => (
        <>
          <PageHead title="在线录入">
            逐条填报，边填边校验，随时保存；提交后即时记录，须审核的由另一人审核后记录。
          </PageHead>
          <BeginDraft />
          <section className="card panel" aria-label="我的草稿">
            <h2>我的草稿</h2>
            <DraftTable />
          </section>
        </>
      )}
    </DeskFrame>
  );
}
