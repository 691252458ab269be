import { AdminFrame } from '../admin/admin-frame.tsx';
import { AuditLog } from '../admin/audit/audit-log.tsx';
import { BoardNav } from './board-nav.tsx';

/** The centre's audit log, for auditors: who did what to what, and whether the log is whole. */
export function AuditPage() {
  return (
    <AdminFrame title="审计日志" roles={['auditor']}>
      {(person) => (
        <>
          <BoardNav person={person} />
          <div className="page-title">
            <div>
              <h1>审计日志</h1>
              <p>总局的每一项管理操作各占一条，只增不改；每条都与此前各条以链值相连，改动任何一条都会断链。</p>
            </div>
          </div>
          <section className="card panel" aria-label="审计日志">
            <AuditLog upstream="exchange" />
          </section>
        </>
      )}
    </AdminFrame>
  );
}
