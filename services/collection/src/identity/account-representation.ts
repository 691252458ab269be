import type { RealmClient } from './realm-accounts.ts';

/** Every access token is made out to this audience. */
const AUDIENCE = 'necips-api';

/**
 * An account of a department in Keycloak's format: a client with a service account. Its role is a mapper and its scope is
 * empty, so that a token of it can never bear another role, and whoever makes it need not be able to give roles to users.
 */
export function accountRepresentation(
  account: string,
  node: string,
  department: { uscc: string; name: string },
  keySettings: object,
): object {
  return {
    clientId: account,
    name: department.name,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    fullScopeAllowed: false,
    protocolMappers: [
      mapper('audience', 'oidc-audience-mapper', { 'included.client.audience': AUDIENCE }),
      mapper('role', 'oidc-hardcoded-role-mapper', { role: 'department' }),
      fixedClaim('node', JSON.stringify([node]), 'JSON'),
      fixedClaim('department', department.uscc, 'String'),
      fixedClaim('department_name', department.name, 'String'),
    ],
    ...keySettings,
  };
}

/** The fixed value that an account's tokens carry under a claim. */
export function claimOf(client: RealmClient, claim: string): string | undefined {
  const mapper = client.protocolMappers?.find(({ config }) => config?.['claim.name'] === claim);
  return mapper?.config?.['claim.value'];
}

function fixedClaim(name: string, value: string, type: 'String' | 'JSON'): object {
  return mapper(name, 'oidc-hardcoded-claim-mapper', {
    'claim.name': name,
    'claim.value': value,
    'jsonType.label': type,
  });
}

function mapper(name: string, protocolMapper: string, config: Record<string, string>): object {
  const places = { 'access.token.claim': 'true', 'id.token.claim': 'false', 'introspection.token.claim': 'true' };
  return { name, protocol: 'openid-connect', protocolMapper, config: { ...places, ...config } };
}
