import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { TodayFigures } from '../frame/today-figures.tsx';
import { UploadCard } from '../upload/upload-card.tsx';
import { SubmissionTable } from './submission-table.tsx';

/** Where files are handed in, and what became of them. */
export function SubmissionsPage() {
  return (
    <DeskFrame part="/desk" title="批次报送">
      {({ roles }) => (
        <>
          <PageHead title="批次报送">谁产生、谁提供、谁负责：每一行都能追溯到部门、账号、批次和行号。</PageHead>
          <TodayFigures />
          {roles.includes('department') && <UploadCard />}
          <section className="card panel" aria-label="报送批次">
            <h2>报送批次</h2>
            <SubmissionTable />
          </section>
        </>
      )}
    </DeskFrame>
  );
}
