import { DifferenceTable } from '../../admin/differences/difference-table.tsx';
import { SITE } from '../../site.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';

/** Where this node and the centre did not agree, and what became of it. */
export function DifferencesPage() {
  return (
    <DeskFrame part="/desk/differences" title="差异与修复">
      {() => (
        <>
          <PageHead title="差异与修复">
            巡查把所存内容逐条与签名日志比对；此处列出不符之处、修复方式及修复前后的内容。
          </PageHead>
          <section className="card panel" aria-label="差异与修复">
            <DifferenceTable node={SITE.node} />
          </section>
        </>
      )}
    </DeskFrame>
  );
}
