import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An identity server on loopback with two realms, home and a foreign one: keys, client credentials, tokens with any roles. */
export async function startRealms(): Promise<Realms> {
  const keys = { 'node-330000': newKey('home'), 'node-440000': newKey('foreign') };
  const server = createServer((request, response) => {
    const realm = /^\/realms\/([\w-]+)\//.exec(request.url ?? '')?.[1] as RealmName | undefined;
    if (!realm || !keys[realm]) return response.writeHead(404).end();
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/certs')) return response.end(JSON.stringify({ keys: [keys[realm].jwk] }));
    return response.end(JSON.stringify({ access_token: tokenFor(realm, 'service'), expires_in: LIFETIME_SECONDS }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuerOf = (realm: RealmName) => `${base}/realms/${realm}`;

  function tokenFor(realm: RealmName, role: string): string {
    const now = Math.floor(Date.now() / 1_000);
    return jwt(keys[realm], {
      iss: issuerOf(realm),
      aud: ['necips-api'],
      typ: 'Bearer',
      sub: 'account',
      azp: 'svc-test',
      realm_access: { roles: [role] },
      node: [realm.slice(5)],
      iat: now,
      exp: now + LIFETIME_SECONDS,
    });
  }
  return {
    issuer: issuerOf('node-330000'),
    tokenUrl: `${issuerOf('node-330000')}/protocol/openid-connect/token`,
    tokenFor,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Realms extends AsyncDisposable {
  issuer: string;
  tokenUrl: string;
  tokenFor(realm: RealmName, role: string): string;
}

type RealmName = 'node-330000' | 'node-440000';

const LIFETIME_SECONDS = 300;

function newKey(kid: string) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { privateKey, kid, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } };
}

function jwt({ privateKey, kid }: ReturnType<typeof newKey>, claims: object): string {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded(claims)}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}
