import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Alert } from 'antd';
import type { Person } from '../../admin/admin-frame.tsx';
import { Facts } from '../../admin/facts.tsx';
import { formatInstant } from '../../parts/dates.ts';
import { Bones, Failed } from '../../parts/states.tsx';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';
import { DEPARTMENT_WAYS, getDepartment } from './department.ts';
import { DepartmentActs } from './department-acts.tsx';
import { DepartmentTag, itemsText } from './departments-page.tsx';
import { FiguresPanel } from './figures-panel.tsx';
import { KeysPanel } from './keys-panel.tsx';

/** One department: what it may hand in, its accounts and keys, and how it keeps to what it has to hand in. */
export function DepartmentPage() {
  const { uscc } = useParams({ strict: false }) as { uscc: string };
  return (
    <DeskFrame part="/desk/departments" title="提供部门">
      {(person) => (
        <>
          <Link to="/desk/departments" className="back-link">
            ← 提供部门
          </Link>
          <DepartmentView uscc={uscc} person={person} />
        </>
      )}
    </DeskFrame>
  );
}

function DepartmentView({ uscc, person }: { uscc: string; person: Person }) {
  const titleOf = useItemTitle();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'department', uscc],
    queryFn: () => getDepartment(uscc),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={8} />;
  const mayAdminister = person.roles.includes('province-admin');
  const items = [
    ['可提供的信息', itemsText(data.items, titleOf)],
    ['提供方式', data.ways.map((way) => DEPARTMENT_WAYS[way] ?? way).join('、')],
    ['行政区划', data.area],
    ['联系方式', data.contact || '—'],
    ['批次签名', data.signatureRequired ? '须签名' : '不要求'],
    ['账号', <span className="mono">{data.accounts.join('、') || '—'}</span>],
    ['登记', `${formatInstant(data.onboardedAt)}，${data.onboardedBy}`],
  ] as const;
  return (
    <>
      <PageHead
        title={
          <>
            <span className="name">{data.name}</span> <DepartmentTag department={data} />
          </>
        }
        acts={mayAdminister && <DepartmentActs department={data} />}
      >
        <span className="mono">{uscc}</span>
      </PageHead>
      {data.revokedAt && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={`${formatInstant(data.revokedAt)} 由 ${data.revokedBy} 停用`}
          description={data.revokeReason}
        />
      )}
      <section className="card panel">
        <h2>登记事项</h2>
        <Facts items={items} />
      </section>
      <FiguresPanel uscc={uscc} />
      <KeysPanel uscc={uscc} mayAdminister={mayAdminister && !data.revokedAt} />
    </>
  );
}
