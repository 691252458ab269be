import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUscc } from '@necips/domain';
import { clientSecretName, fetchClientToken, leaseNode, realmName, testInfrastructure } from '../src/index.ts';

const infrastructure = await testInfrastructure(['kafka', 'keycloak']);

test("a department's token names its audience, node, department and role, and lives five minutes", async () => {
  await using leased = await leaseNode(infrastructure);

  const claims = await claimsOf(leased.node, 'department-demo');

  assert.equal(claims.aud, 'necips-api');
  assert.deepEqual(claims.node, [leased.node]);
  assert.deepEqual(claims.realm_access.roles, ['department']);
  assert.equal(parseUscc(String(claims.department)).ok, true);
  assert.match(String(claims.department_name), /市场监督管理局/);
  assert.equal(claims.iss, `${infrastructure.keycloak.url}/realms/node-${leased.node}`);
  assert.equal(claims.exp - claims.iat, 300);
});

test('a service has the role service and no department', async () => {
  await using leased = await leaseNode(infrastructure);

  const claims = await claimsOf(leased.node, 'svc-publication');

  assert.deepEqual(claims.realm_access.roles, ['service']);
  assert.equal(claims.department, undefined);
});

test('a client of one realm gets no token in another', async () => {
  await using leased = await leaseNode(infrastructure);
  await using other = await leaseNode(infrastructure);
  const secret = infrastructure.secrets(clientSecretName(realmName(leased.node), 'department-demo'));

  const token = fetchClientToken(infrastructure.keycloak.url, realmName(other.node), 'department-demo', secret);

  await assert.rejects(token, /401/);
});

type Claims = { aud: string; iss: string; exp: number; iat: number; realm_access: { roles: string[] } } & Record<
  string,
  unknown
>;

async function claimsOf(node: string, clientId: string): Promise<Claims> {
  const realm = realmName(node);
  const secret = infrastructure.secrets(clientSecretName(realm, clientId));
  const token = await fetchClientToken(infrastructure.keycloak.url, realm, clientId, secret);
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims;
}
