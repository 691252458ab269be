import { ServiceError } from '../errors.ts';
import type { Caller } from './caller.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** Who may use a route or a method: everybody, or holders of any one of the named realm roles. */
export type Access = { readonly kind: 'public' } | { readonly kind: 'roles'; readonly roles: readonly string[] };

/** Open to everybody; a token sent along is not looked at. */
export const PUBLIC: Access = { kind: 'public' };

/** Open to a caller who holds at least one of these realm roles. */
export function roles(...names: [string, ...string[]]): Access {
  return { kind: 'roles', roles: names };
}

/**
 * The caller of a protected operation, out of an `Authorization` header.
 *
 * @throws ServiceError `unauthenticated` (no, bad or expired token), `forbidden` (`missing_role`, `other_node`), `unavailable`.
 */
export async function authorize(
  required: readonly string[],
  authorization: string | undefined,
  verifier: TokenVerifier,
): Promise<Caller> {
  const bearer = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer === undefined) {
    throw new ServiceError('unauthenticated', '需要访问令牌 (bearer token required)', { reason: 'missing_token' });
  }
  const caller = await verifier.verify(bearer);
  if (!required.some((role) => caller.roles.has(role))) {
    throw new ServiceError('forbidden', '缺少所需角色 (missing role)', {
      reason: 'missing_role',
      details: { requiredRoles: required },
    });
  }
  return caller;
}
