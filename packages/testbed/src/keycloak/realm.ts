import { findNode, makeUscc, type Node } from '@necips/domain';
import type { Secrets } from '../secrets.ts';

/** Every access token is made out to this audience; a service accepts no other. */
export const AUDIENCE = 'necips-api';
/** The centre's code among the nodes. */
export const CENTRE = '100000';
const ACCESS_TOKEN_SECONDS = 300;

/** Realm roles, the same in every realm (design §6). */
const ROLES = {
  'central-admin': '总局管理员',
  'province-admin': '省级管理员',
  officer: '工作人员',
  approver: '审批人员',
  auditor: '审计人员',
  department: '数据提供部门',
  enterprise: '企业',
  agency: '使用单位',
  service: '系统服务',
};

type Role = keyof typeof ROLES;

const NODE_CLIENTS: Client[] = [
  { clientId: 'department-demo', role: 'department' },
  ...(['province-admin', 'officer', 'approver', 'auditor', 'enterprise', 'agency'] as const).map(commandLineClient),
  ...['svc-collection', 'svc-publication', 'svc-centre'].map((clientId) => ({ clientId, role: 'service' as const })),
];

const CENTRE_CLIENTS: Client[] = [
  ...(['central-admin', 'officer', 'approver', 'auditor', 'agency'] as const).map(commandLineClient),
  // What takes two persons takes two accounts.
  { clientId: 'central-admin-second-cli', role: 'central-admin' },
  { clientId: 'svc-aggregation', role: 'service' },
];

/** Name of a node's realm, `node-330000`; of the centre's (100000), `centre`. */
export function realmName(node: string): string {
  return node === CENTRE ? 'centre' : `node-${node}`;
}

/** Name under which `Secrets` keeps a client's secret. */
export function clientSecretName(realm: string, clientId: string): string {
  return `keycloak/${realm}/${clientId}`;
}

/** The account of a node in the centre's realm, by which its publication reads its own log there. */
export function nodeClientId(node: string): string {
  return `svc-node-${node}`;
}

/** A node's client as it is added to the centre's realm at enrolment, with the role and the claims that tell whose it is. */
export function nodeClientOfCentre(nodeCode: string, secrets: Secrets): RealmClient {
  const node = findNode(nodeCode);
  if (!node) throw new Error(`unknown node ${nodeCode}`);
  const client: Client = { clientId: nodeClientId(nodeCode), role: 'service' };
  const secret = secrets(clientSecretName(realmName(CENTRE), client.clientId));
  return { ...client, representation: clientRepresentation(client, node, secret) };
}

/** The account by which a node's collection makes and ends accounts of departments. */
export const DEPARTMENT_ADMINISTRATOR = 'svc-collection-departments';

/** That account as it is added to the node's realm at enrolment. Its right covers clients only: no users, no roles, no settings. */
export function departmentAdministrator(nodeCode: string, secrets: Secrets): RealmAdministrator {
  const clientId = DEPARTMENT_ADMINISTRATOR;
  const secret = secrets(clientSecretName(realmName(nodeCode), clientId));
  const representation = { ...serviceAccountClient(clientId, secret), protocolMappers: [] };
  return { clientId, rights: ['manage-clients'], representation };
}

/** USCC and name of the made-up department of a node for which `department-demo` submits. */
export function demoDepartment(nodeCode: string): { uscc: string; name: string } {
  const node = findNode(nodeCode);
  if (!node) throw new Error(`unknown node ${nodeCode}`);
  // 11 is a government organ registered with the staffing commission (机构编制).
  return { uscc: makeUscc('11', node.code, '00000000'), name: `${node.fullName}市场监督管理局（演示）` };
}

/** The client whose service account has a role, for local use: `department-demo`, or `<role>-cli`. */
export function clientOfRole(role: string): string {
  return role === 'department' ? 'department-demo' : `${role}-cli`;
}

/**
 * A realm as code, in Keycloak's own import format: roles, one client with a service account for each, and the claims that
 * services read: `aud`, `node`, and for a department `department` (USCC) and `department_name`. Throws for an unknown node.
 */
export function realmOf(nodeCode: string, secrets: Secrets): RealmRepresentation {
  const node = findNode(nodeCode);
  if (!node) throw new Error(`unknown node ${nodeCode}`);
  const realm = realmName(nodeCode);
  const clients = nodeCode === CENTRE ? CENTRE_CLIENTS : NODE_CLIENTS;
  return {
    realm,
    displayName: `${node.fullName}企业信用信息公示系统`,
    enabled: true,
    loginTheme: 'necips',
    sslRequired: 'external',
    internationalizationEnabled: true,
    supportedLocales: ['zh-CN', 'en'],
    defaultLocale: 'zh-CN',
    accessTokenLifespan: ACCESS_TOKEN_SECONDS,
    revokeRefreshToken: true,
    refreshTokenMaxReuse: 0,
    bruteForceProtected: true,
    eventsEnabled: true,
    adminEventsEnabled: true,
    roles: { realm: Object.entries(ROLES).map(([name, description]) => ({ name, description })) },
    clients: [
      { clientId: AUDIENCE, enabled: true, bearerOnly: true, protocol: 'openid-connect' },
      ...clients.map((client) => clientRepresentation(client, node, secrets(clientSecretName(realm, client.clientId)))),
    ],
    // A service account that is listed has these roles and none of the realm's default ones.
    users: clients.map(({ clientId, role }) => ({
      username: `service-account-${clientId}`,
      serviceAccountClientId: clientId,
      enabled: true,
      realmRoles: [role],
    })),
  };
}

function clientRepresentation({ clientId, role }: Client, node: Node, secret: string): Record<string, unknown> {
  return {
    ...serviceAccountClient(clientId, secret),
    protocolMappers: [
      mapper('audience', 'oidc-audience-mapper', { 'included.client.audience': AUDIENCE }),
      fixedClaim('node', JSON.stringify([node.code]), 'JSON'),
      ...(role === 'department' ? departmentClaims(node) : []),
    ],
  };
}

function serviceAccountClient(clientId: string, secret: string) {
  return {
    clientId,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    clientAuthenticatorType: 'client-secret',
    secret,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    fullScopeAllowed: true,
  };
}

function departmentClaims(node: Node): object[] {
  const { uscc, name } = demoDepartment(node.code);
  return [fixedClaim('department', uscc, 'String'), fixedClaim('department_name', name, 'String')];
}

/** A claim that every token of a client has. */
export function fixedClaim(name: string, value: string, type: 'String' | 'JSON'): object {
  return mapper(name, 'oidc-hardcoded-claim-mapper', {
    'claim.name': name,
    'claim.value': value,
    'jsonType.label': type,
  });
}

/** A protocol mapper of a client. */
export function mapper(name: string, protocolMapper: string, config: Record<string, string>): object {
  const places = { 'access.token.claim': 'true', 'id.token.claim': 'false', 'introspection.token.claim': 'true' };
  return { name, protocol: 'openid-connect', protocolMapper, config: { ...places, ...config } };
}

function commandLineClient(role: Role): Client {
  return { clientId: clientOfRole(role), role };
}

/** Keycloak's import format; only the name is read here. */
export type RealmRepresentation = { realm: string } & Record<string, unknown>;

type Client = { clientId: string; role: Role };

/** A client with a service account that has one realm role, in Keycloak's own format. */
export type RealmClient = Client & { representation: Record<string, unknown> };

/** A client whose service account administers its realm, in Keycloak's own format. */
export interface RealmAdministrator {
  clientId: string;
  /** Roles of the client `realm-management`. */
  rights: readonly string[];
  representation: Record<string, unknown>;
}
