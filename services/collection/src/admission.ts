import { type Caller, ServiceError, type TokenVerifier } from '@necips/runtime';
import type { Context } from './context.ts';
import { EVERY_ITEM } from './domain/department/department.ts';
import { type Admission, findAdmission } from './store/department/admission.ts';

/** These roles act for the node, whatever department the account belongs to besides. */
const ROLES_OF_THE_NODE = ['province-admin', 'officer', 'auditor'];

/**
 * Lets an account of a department in as long as the department takes part: a token lives for minutes after its account was
 * disabled, and a revoked department must be out at once. One look into a small table for each call. The caller bears the name
 * under which the department is registered, whatever the token says.
 */
export function admittingVerifier(verifier: TokenVerifier, context: Pick<Context, 'sql' | 'node'>): TokenVerifier {
  return {
    verify: async (bearer) => {
      const caller = await verifier.verify(bearer);
      const { department, account } = caller;
      // Who has no department or is of another node is told so by the door itself.
      if (!department || !isDepartmentOf(context.node, caller)) return caller;
      const admission = requireAdmission(await findAdmission(context.sql, { department, account }));
      if (admission.validFrom && caller.issuedAt < wholeSeconds(admission.validFrom)) throw credentialsEnded();
      return { ...caller, departmentName: admission.name };
    },
  };
}

/** Throws `forbidden` unless the department takes part and may hand in the item in this way. */
export function requireMayHandIn(admission: Admission | undefined, { item, way }: { item: string; way: string }): void {
  const { items, ways } = requireAdmission(admission);
  if (!items.includes(item) && !items.includes(EVERY_ITEM)) {
    throw new ServiceError('forbidden', `本部门未登记提供 ${item} (the department does not hand in this item)`, {
      reason: 'item_not_allowed',
      details: { items },
    });
  }
  if (!ways.includes(way)) {
    throw new ServiceError('forbidden', `本部门未登记以此方式提供：${way} (the department does not hand in this way)`, {
      reason: 'way_not_allowed',
      details: { ways },
    });
  }
}

function requireAdmission(admission: Admission | undefined): Admission {
  if (!admission) {
    const message = '该部门未在本节点登记，请联系节点管理员 (the department is not onboarded at this node)';
    throw new ServiceError('forbidden', message, { reason: 'department_not_onboarded' });
  }
  if (admission.isRevoked) {
    const message = '该部门已停用，请联系节点管理员 (the department was revoked)';
    throw new ServiceError('forbidden', message, { reason: 'department_revoked' });
  }
  return admission;
}

function isDepartmentOf(node: string, { roles, nodes }: Caller): boolean {
  return roles.has('department') && nodes.includes(node) && !ROLES_OF_THE_NODE.some((role) => roles.has(role));
}

/** `iat` counts whole seconds, so that a token of the same second is taken for a new one. */
function wholeSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1_000) * 1_000;
}

function credentialsEnded(): ServiceError {
  const message = '该账号的凭据已更换，请重新获取令牌 (the credentials were replaced: get a new token)';
  return new ServiceError('unauthenticated', message, { reason: 'credentials_ended' });
}
