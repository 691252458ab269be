import type { Claims } from './realm.ts';

/** Who makes a call, as the realm's token says. */
export interface Caller {
  /** The account's id in the realm (`sub`). */
  readonly subject: string;
  /** The client id of a service account, otherwise the user name; what the audit trail shows. */
  readonly account: string;
  /** Realm roles. */
  readonly roles: ReadonlySet<string>;
  /** Six-digit codes of the nodes the account acts for. */
  readonly nodes: readonly string[];
  /** The department's unified social credit code (统一社会信用代码), for a department's account. */
  readonly department?: string;
  readonly departmentName?: string;
  /** When the token was issued, in milliseconds since the epoch; 0 where it does not say. */
  readonly issuedAt: number;
  /** When the token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Reads a caller out of verified claims. */
export function toCaller(claims: Claims): Caller {
  const subject = textOf(claims['sub']) ?? '';
  const userName = textOf(claims['preferred_username']);
  const client = textOf(claims['client_id']) ?? textOf(claims['azp']);
  const isServiceAccount = userName === undefined || userName.startsWith('service-account-');
  const department = textOf(claims['department']);
  const departmentName = textOf(claims['department_name']);
  return {
    subject,
    account: (isServiceAccount ? client : userName) ?? subject,
    roles: new Set(textsOf(membersOf(claims['realm_access'])['roles'])),
    nodes: textsOf(claims['node']),
    ...(department !== undefined && { department }),
    ...(departmentName !== undefined && { departmentName }),
    issuedAt: (Number(claims['iat']) || 0) * 1_000,
    expiresAt: Number(claims['exp']) * 1_000,
  };
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return textOf(value[0]);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
