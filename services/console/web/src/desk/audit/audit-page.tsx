import { AuditLog } from '../../admin/audit/audit-log.tsx';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';

/** What was done at this node, and by whom (审计日志). */
export function AuditPage() {
  return (
    <DeskFrame part="/desk/audit" title="审计日志">
      {() => (
        <>
          <PageHead title="审计日志">只增不改，逐条以链值相连；不含个人信息。导出后可与以后的导出核对。</PageHead>
          <section className="card panel" aria-label="审计日志">
            <AuditLog upstream="collection" hasCsv />
          </section>
        </>
      )}
    </DeskFrame>
  );
}
