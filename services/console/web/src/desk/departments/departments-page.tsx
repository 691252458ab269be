import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import type { Person } from '../../admin/admin-frame.tsx';
import { type ListColumn, ListTable } from '../../admin/list/list-table.tsx';
import { ListTools } from '../../admin/list/list-tools.tsx';
import { useList } from '../../admin/list/use-list.ts';
import { Tag } from '../../admin/tag.tsx';
import { apiUrl } from '../../api/call.ts';
import { formatInstant } from '../../parts/dates.ts';
import { DeskFrame } from '../frame/desk-frame.tsx';
import { PageHead } from '../frame/page-head.tsx';
import { useItemTitle } from '../use-items.ts';
import { CredentialsDialog } from './credentials-dialog.tsx';
import { type Credentials, DEPARTMENT_WAYS, type Department, EVERY_ITEM, listDepartments } from './department.ts';
import { OnboardDialog } from './onboard-dialog.tsx';

/** The departments that hand in records (提供部门). */
export function DepartmentsPage() {
  return (
    <DeskFrame part="/desk/departments" title="提供部门">
      {(person) => <Departments person={person} />}
    </DeskFrame>
  );
}

function Departments({ person }: { person: Person }) {
  const [isOpen, setOpen] = useState(false);
  const [credentials, setCredentials] = useState<Credentials | undefined>();
  const titleOf = useItemTitle();
  const list = useList<Department>(['departments'], listDepartments);
  const mayAdminister = person.roles.includes('province-admin');
  return (
    <>
      <PageHead
        title="提供部门"
        acts={
          mayAdminister && (
            <Button type="primary" onClick={() => setOpen(true)}>
              登记部门
            </Button>
          )
        }
      >
        在本节点登记、提供企业信息的政府部门及其凭据。
      </PageHead>
      <section className="card panel" aria-label="提供部门">
        <ListTable
          list={list}
          label="提供部门"
          keyOf={({ uscc }) => uscc}
          columns={columnsOf(titleOf)}
          empty={<b>还没有登记部门</b>}
        />
        <ListTools list={list} csvUrl={apiUrl('collection', '/v1/departments.csv')} />
      </section>
      {isOpen && (
        <OnboardDialog
          onClose={() => setOpen(false)}
          onOnboarded={(given) => {
            setOpen(false);
            setCredentials(given);
          }}
        />
      )}
      {credentials && <CredentialsDialog credentials={credentials} onClose={() => setCredentials(undefined)} />}
    </>
  );
}

function columnsOf(titleOf: (item: string) => string): ListColumn<Department>[] {
  return [
    {
      title: '部门',
      show: ({ uscc, name }) => (
        <span className="two-lines">
          <Link to="/desk/departments/$uscc" params={{ uscc }} className="name">
            {name}
          </Link>
          <small className="mono">{uscc}</small>
        </span>
      ),
    },
    { title: '可提供的信息', show: ({ items }) => itemsText(items, titleOf) },
    { title: '方式', show: ({ ways }) => ways.map((way) => DEPARTMENT_WAYS[way] ?? way).join('、') },
    { title: '签名', width: 84, show: ({ signatureRequired }) => (signatureRequired ? '须签名' : '不要求') },
    { title: '状态', width: 96, show: (department) => <DepartmentTag department={department} /> },
    { title: '登记时间', width: 172, show: ({ onboardedAt }) => formatInstant(onboardedAt) },
  ];
}

/** Whether a department takes part. */
export function DepartmentTag({ department: { revokedAt } }: { department: Department }) {
  return revokedAt ? <Tag tone="ended">已停用</Tag> : <Tag tone="good">正常</Tag>;
}

/** What a department may hand in, in words. */
export function itemsText(items: readonly string[], titleOf: (item: string) => string): string {
  return items.includes(EVERY_ITEM) ? '目录内全部信息' : items.map(titleOf).join('、');
}
