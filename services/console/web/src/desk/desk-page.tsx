import { Tabs } from 'antd';
import '../styles/verify.css';
import { AdminFrame, type Person } from '../admin/admin-frame.tsx';
import { DifferenceTable } from '../board/difference-table.tsx';
import { SITE } from '../site.ts';
import { NodeHealth } from './node-health.tsx';
import { SubmissionTable } from './submission-table.tsx';
import { UploadCard } from './upload-card.tsx';

/** Where a node's people work. */
export function DeskPage() {
  return (
    <AdminFrame title="工作台" roles={['province-admin', 'officer', 'department', 'auditor']}>
      {(person) => <Desk person={person} />}
    </AdminFrame>
  );
}

function Desk({ person }: { person: Person }) {
  const maySubmit = person.roles.includes('department');
  const maySeeDifferences = person.roles.some((role) => role === 'province-admin' || role === 'auditor');
  return (
    <>
      <div className="page-title">
        <div>
          <h1>{SITE.name}工作台</h1>
          <p>{person.department ?? '节点管理'}</p>
        </div>
      </div>
      {maySubmit && <UploadCard />}
      <section className="card panel">
        <Tabs
          items={[
            { key: 'submissions', label: '报送批次', children: <SubmissionTable /> },
            { key: 'health', label: '节点运行', children: <NodeHealth /> },
            ...(maySeeDifferences
              ? [{ key: 'differences', label: '差异与修复', children: <DifferenceTable node={SITE.node} /> }]
              : []),
          ]}
        />
      </section>
    </>
  );
}
