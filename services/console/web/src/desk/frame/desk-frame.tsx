import { Link, Navigate, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { AdminFrame, type Person } from '../../admin/admin-frame.tsx';
import { Empty } from '../../parts/states.tsx';
import { SITE } from '../../site.ts';
import '../../styles/desk.css';
import { DESK_HOME, DESK_ROLES, sectionsFor } from './sections.ts';

/** What stands around every page of the desk: its parts, as far as somebody may use them. `part` is the path of the part. */
export function DeskFrame({ part, title, children }: Props) {
  return (
    <AdminFrame title={`${title} · ${SITE.name}工作台`} roles={DESK_ROLES}>
      {(person) => (
        <div className="desk">
          <DeskNav part={part} person={person} />
          <div className="desk-main">
            <Allowed part={part} person={person}>
              {children}
            </Allowed>
          </div>
        </div>
      )}
    </AdminFrame>
  );
}

interface Props {
  part: string;
  title: string;
  children: (person: Person) => ReactNode;
}

/** The page, where somebody may use its part; whoever may not use the first one is shown his own first. */
function Allowed({ part, person, children }: Omit<Props, 'title'> & { person: Person }) {
  const parts = sectionsFor(person.roles).map(({ path }) => path);
  if (parts.includes(part)) return children(person);
  const [first] = parts;
  if (part === DESK_HOME && first !== undefined) return <Navigate to={first} replace />;
  return <Empty title="没有权限">账号 {person.account} 不能使用本页。如确有需要，请与本节点管理员联系。</Empty>;
}

function DeskNav({ part, person }: { part: string; person: Person }) {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const nav = useRef<HTMLElement>(null);
  // On a phone the parts are a strip that may begin beside the one that is shown.
  useEffect(() => {
    nav.current?.querySelector(`[href="${part}"]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [part]);
  const sections = sectionsFor(person.roles);
  const groups = [...new Set(sections.map(({ group }) => group))];
  return (
    <nav className="desk-nav" aria-label="工作台" ref={nav}>
      {groups.map((group) => (
        <div key={group}>
          <h2>{group}</h2>
          <ul>
            {sections
              .filter((section) => section.group === group)
              .map((section) => (
                <li key={section.path}>
                  <Link
                    to={section.path}
                    activeOptions={{ exact: true }}
                    className={section.path === part ? 'here' : ''}
                    {...(section.path === part && { 'aria-current': path === part ? 'page' : 'true' })}
                  >
                    {section.label}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
