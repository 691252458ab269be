import { createSign, type JsonWebKey, type KeyObject, randomUUID } from 'node:crypto';
import {
  clientSecretName,
  DEPARTMENT_ADMINISTRATOR,
  fetchClientToken,
  leaseNode,
  realmName,
  testInfrastructure,
} from '@necips/testbed';
import { aCollection, type TestCollection } from './collection.ts';

/** A collection service of a leased node that trusts the node's real realm and administers its departments' accounts. */
export async function aCollectionOfRealm(settings: Record<string, string> = {}): Promise<CollectionOfRealm> {
  await using starting = new AsyncDisposableStack();
  const infrastructure = await testInfrastructure(['kafka', 'keycloak']);
  const { node } = starting.use(await leaseNode(infrastructure));
  const realm = realmName(node);
  const { url } = infrastructure.keycloak;
  const secretOf = (clientId: string) => infrastructure.secrets(clientSecretName(realm, clientId));
  const collection = starting.use(
    await aCollection({
      COLLECTION_NODE: node,
      COLLECTION_ISSUER: `${url}/realms/${realm}`,
      COLLECTION_IDENTITY_CLIENT_ID: DEPARTMENT_ADMINISTRATOR,
      COLLECTION_IDENTITY_CLIENT_SECRET: secretOf(DEPARTMENT_ADMINISTRATOR),
      ...settings,
    }),
  );
  const administrator = await fetchClientToken(url, realm, 'province-admin-cli', secretOf('province-admin-cli'));
  const running = starting.move();
  return {
    collection,
    node,
    administrator,
    tokenOf: (clientId, secret) => fetchClientToken(url, realm, clientId, secret ?? secretOf(clientId)),
    administer: async (method, path, body) => {
      const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) };
      const response = await collection.call(path, method === 'GET' ? {} : init, administrator);
      return { status: response.status, json: (await response.json()) as never };
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface CollectionOfRealm extends AsyncDisposable {
  collection: TestCollection;
  node: string;
  /** Token of the node's administrator. */
  administrator: string;
  /** Token of a client's service account; its secret is the realm's own unless it is given. Rejects where it is refused. */
  tokenOf(clientId: string, secret?: string): Promise<string>;
  /** Calls as the node's administrator. */
  administer(method: string, path: string, body?: unknown): Promise<{ status: number; json: never }>;
}

/** A token by a key pair of the account's own (`private_key_jwt`, RFC 7523). Rejects where it is refused. */
export async function tokenByKey(
  { account, tokenUrl, keyId }: { account: string; tokenUrl: string; keyId: string },
  privateKey: KeyObject,
): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const audience = tokenUrl.replace('/protocol/openid-connect/token', '');
  const claims = { iss: account, sub: account, aud: audience, jti: randomUUID(), exp: nowSeconds + 60 };
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: keyId })}.${encode(claims)}`;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: account,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`,
    }),
  });
  const answer = (await response.json()) as { access_token?: string; error?: string };
  if (answer.access_token === undefined) throw new Error(`no token: ${response.status} ${answer.error}`);
  return answer.access_token;
}

/** What a test says about a department that it onboards; the rest is made up. */
export function aDepartment(given: Partial<OnboardJson> & { uscc: string }): OnboardJson {
  return {
    name: '测试税务局',
    items: ['REG'],
    ways: ['import', 'interface'],
    area: '330100',
    contact: '张科长 0571-00000000',
    ...given,
  };
}

interface OnboardJson {
  uscc: string;
  name: string;
  items: string[];
  ways: string[];
  area: string;
  contact: string;
  authentication?: { method: string; jwk?: JsonWebKey };
  account?: string;
}
