import { DifferenceTable } from '../../board/difference-table.tsx';
import { SITE } from '../../site.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';

/** Where this node and the centre did not agree, and what became of it. */
export function DifferencesPage() {
  return (
    <DeskFrame part="/desk/differences" title="差异与修复">
      {() => (
        <>
          <PageHead title="差异与修复">本节点与总局逐条比对发现的差异，及修复前后的内容。</PageHead>
          <section className="card panel" aria-label="差异与修复">
            <DifferenceTable node={SITE.node} />
          </section>
        </>
      )}
    </DeskFrame>
  );
}
