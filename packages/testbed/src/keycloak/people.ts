import { findNode } from '@necips/domain';
import type { Secrets } from '../secrets.ts';
import { AUDIENCE, CENTRE, clientSecretName, demoDepartment, fixedClaim, mapper, realmName } from './realm.ts';

/** The client by which people log in. */
export const CONSOLE_CLIENT = 'console';

/** Made-up people of a node and of the centre, by user name. */
const NODE_PEOPLE: Person[] = [
  { username: 'province-admin', name: '省级管理员', roles: ['province-admin'] },
  // Who works for a department hands in its records; the node's staff sees those of all.
  { username: 'officer', name: '部门经办人', roles: ['officer', 'department'], isOfDepartment: true },
  // A second person for what is entered online; of no department, so that all of the node's come to it.
  { username: 'approver', name: '审核人员', roles: ['approver'] },
  { username: 'auditor', name: '审计人员', roles: ['auditor'] },
];
const CENTRE_PEOPLE: Person[] = [
  { username: 'central-admin', name: '总局管理员', roles: ['central-admin'] },
  // What one drafts, another publishes.
  { username: 'central-reviewer', name: '总局复核员', roles: ['central-admin'] },
  { username: 'auditor', name: '审计人员', roles: ['auditor'] },
];
const DEPARTMENT_GROUP = 'department-demo';

/** Name under which `Secrets` keeps a person's password. */
export function passwordName(node: string, username: string): string {
  return `people/${realmName(node)}/${username}`;
}

/** What a node's realm has for its console: the client, people, and the department that some of them work for. */
export function peopleOf(nodeCode: string, baseUrl: string, secrets: Secrets): People {
  const node = findNode(nodeCode);
  if (!node) throw new Error(`unknown node ${nodeCode}`);
  const realm = realmName(nodeCode);
  const people = nodeCode === CENTRE ? CENTRE_PEOPLE : NODE_PEOPLE;
  const department = demoDepartment(nodeCode);
  return {
    realm,
    client: {
      clientId: CONSOLE_CLIENT,
      name: '门户',
      enabled: true,
      protocol: 'openid-connect',
      publicClient: false,
      clientAuthenticatorType: 'client-secret',
      secret: secrets(clientSecretName(realm, CONSOLE_CLIENT)),
      standardFlowEnabled: true,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      fullScopeAllowed: true,
      redirectUris: [`${baseUrl}/auth/callback`],
      attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': `${baseUrl}/` },
      protocolMappers: [
        mapper('audience', 'oidc-audience-mapper', { 'included.client.audience': AUDIENCE }),
        fixedClaim('node', JSON.stringify([node.code]), 'JSON'),
        groupClaim('department'),
        groupClaim('department_name'),
      ],
    },
    group: {
      name: DEPARTMENT_GROUP,
      attributes: {
        department: [department.uscc],
        department_name: [department.name],
      },
    },
    users: people.map(({ username, name, roles, isOfDepartment = false }) => ({
      roles,
      representation: {
        username,
        enabled: true,
        emailVerified: true,
        email: `${username}@${realm}.necips.invalid`,
        firstName: name,
        lastName: '演示',
        groups: isOfDepartment ? [DEPARTMENT_GROUP] : [],
        credentials: [{ type: 'password', temporary: false, value: secrets(passwordName(nodeCode, username)) }],
      },
    })),
  };
}

function groupClaim(name: string): object {
  return mapper(name, 'oidc-usermodel-attribute-mapper', {
    'user.attribute': name,
    'claim.name': name,
    'jsonType.label': 'String',
  });
}

/** In Keycloak's own formats, but for the roles. */
export interface People {
  realm: string;
  client: { clientId: string } & Record<string, unknown>;
  group: { name: string; attributes: Record<string, string[]> };
  users: { roles: string[]; representation: { username: string } & Record<string, unknown> }[];
}

interface Person {
  username: string;
  name: string;
  roles: string[];
  isOfDepartment?: boolean;
}
