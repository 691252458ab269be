import { type Access, type Caller, roles, ServiceError } from '@necips/runtime';
import type { Provider, Submission } from './domain/submission.ts';

/** Who may hand in batches. */
export const SUBMITTERS: Access = roles('department');
/** Who may see submissions: a department its own, the others all. */
export const READERS: Access = roles('department', 'province-admin', 'officer', 'auditor');
/** Who may cancel and take back: a department its own (谁提供、谁负责, M§12), an administrator all. */
export const OPERATORS: Access = roles('department', 'province-admin');
/** Who reviews what was entered online (审核): another person than the one who entered it. */
export const REVIEWERS: Access = roles('approver');
/** Who may see drafts of online entry: who enters them, and who reviews them. */
export const DRAFT_READERS: Access = roles('department', 'approver');
/** Who works on rows whose subject is not known (认领). */
export const HELD_WORKERS: Access = roles('officer', 'province-admin');
/** Who may do what concerns the node itself. */
export const ADMINISTRATORS: Access = roles('province-admin');
/**
 * Who may withdraw lawfully and lift that (依法撤回公示). Whoever submits does not; where a second person has to approve, the
 * approver comes between asking and acting, and asking stays with this role.
 */
export const WITHDRAWERS: Access = roles('province-admin');
/** Who may see acts of withdrawal: they name records for a time. */
export const WITHDRAWAL_READERS: Access = roles('province-admin', 'auditor');
/** Who may see which departments take part, and how they keep to it; a department sees itself. */
export const DEPARTMENT_READERS: Access = roles('department', 'province-admin', 'officer', 'auditor');
/** Who may read what was done here, and by whom. */
export const AUDIT_READERS: Access = roles('auditor', 'province-admin');
/** Who may follow the feed. */
export const FOLLOWERS: Access = roles('service');

const READ_ALL = ['province-admin', 'officer', 'auditor'];

/** Throws `forbidden` unless the account acts for this node. */
export function checkNode(caller: Caller, node: string): void {
  if (caller.nodes.includes(node)) return;
  throw new ServiceError('forbidden', '该账号不属于本节点 (the account is of another node)', { reason: 'other_node' });
}

/** The department that the account submits for. Throws `forbidden` where the token names none. */
export function providerOf(caller: Caller, node: string): Provider {
  checkNode(caller, node);
  const { department, departmentName, account } = caller;
  if (!department) {
    const message = '该账号未登记所属部门的统一社会信用代码 (the token has no department)';
    throw new ServiceError('forbidden', message, { reason: 'no_department' });
  }
  return { department, departmentName: departmentName ?? department, account };
}

/** The department whose submissions a reader may see; undefined means all. */
export function departmentSeenBy(caller: Caller, node: string): string | undefined {
  checkNode(caller, node);
  return READ_ALL.some((role) => caller.roles.has(role)) ? undefined : providerOf(caller, node).department;
}

/** Throws `forbidden` unless the caller may see the submission. */
export function checkReader(caller: Caller, node: string, submission: Submission): void {
  const department = departmentSeenBy(caller, node);
  if (department === undefined || department === submission.department) return;
  throw otherDepartment();
}

/** Throws `forbidden` unless the caller may cancel or take back the submission. */
export function checkOperator(caller: Caller, node: string, submission: Submission): void {
  checkNode(caller, node);
  if (caller.roles.has('province-admin')) return;
  if (providerOf(caller, node).department !== submission.department) throw otherDepartment();
}

/** Throws `forbidden` unless the caller may see what concerns a department. */
export function checkDepartmentReader(caller: Caller, node: string, uscc: string): void {
  const department = departmentSeenBy(caller, node);
  if (department !== undefined && department !== uscc) throw otherDepartment();
}

/** Whose drafts an approver reviews: those of its own department; undefined for one of the node itself, who reviews all. */
export function departmentReviewedBy(caller: Caller, node: string): string | undefined {
  checkNode(caller, node);
  return caller.department;
}

function otherDepartment(): ServiceError {
  const message = '这属于其他部门 (it is of another department)';
  return new ServiceError('forbidden', message, { reason: 'other_department' });
}
