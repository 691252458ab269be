import { Link } from '@tanstack/react-router';
import type { Person } from '../admin/admin-frame.tsx';

/** Pages of the centre, by what somebody may do. */
const PAGES = [
  { to: '/board', label: '汇集总览', roles: ['central-admin', 'auditor'] },
  { to: '/board/catalogue', label: '资源目录', roles: ['central-admin', 'auditor'] },
  { to: '/board/enrol', label: '登记入网', roles: ['central-admin'] },
  { to: '/board/transfers', label: '省际转送', roles: ['central-admin', 'auditor'] },
  { to: '/board/audit', label: '审计日志', roles: ['auditor'] },
] as const;

/** The way from one page of the centre to another. */
export function BoardNav({ person }: { person: Person }) {
  const pages = PAGES.filter(({ roles }) => roles.some((role) => person.roles.includes(role)));
  return (
    <nav className="board-nav" aria-label="中央页面">
      {pages.map(({ to, label }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/board' }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
