/** A part of a province's desk, and who may use it; any one of the roles is enough. */
export interface DeskSection {
  path: string;
  label: string;
  roles: readonly string[];
  /** Heading of the group in which it stands. */
  group: '归集' | '办理' | '管理';
}

const STAFF = ['province-admin', 'officer', 'auditor'] as const;
const READERS = [...STAFF, 'department'] as const;

/** Where the desk begins. */
export const DESK_HOME = '/desk';

/** The parts of the desk, in the order in which they are listed. */
export const DESK_SECTIONS: readonly DeskSection[] = [
  { path: DESK_HOME, label: '批次报送', group: '归集', roles: READERS },
  { path: '/desk/drafts', label: '在线录入', group: '归集', roles: ['department'] },
  { path: '/desk/reviews', label: '录入审核', group: '办理', roles: ['approver'] },
  { path: '/desk/held', label: '待认领', group: '办理', roles: READERS },
  { path: '/desk/transfers', label: '跨省转送', group: '办理', roles: READERS },
  { path: '/desk/departments', label: '提供部门', group: '管理', roles: READERS },
  { path: '/desk/connectors', label: '数据库对接', group: '管理', roles: READERS },
  { path: '/desk/health', label: '节点运行', group: '管理', roles: [...READERS, 'approver'] },
  { path: '/desk/differences', label: '差异与修复', group: '管理', roles: ['province-admin', 'auditor'] },
  { path: '/desk/audit', label: '审计日志', group: '管理', roles: ['auditor', 'province-admin'] },
];

/** Everybody who has something to do here. */
export const DESK_ROLES: readonly string[] = [...new Set(DESK_SECTIONS.flatMap(({ roles }) => roles))];

/** The parts that somebody with these roles may use. */
export function sectionsFor(roles: readonly string[]): DeskSection[] {
  return DESK_SECTIONS.filter((section) => section.roles.some((role) => roles.includes(role)));
}
