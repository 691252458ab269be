import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Realms of an identity server on loopback: it serves their keys, and signs tokens of any shape. */
export async function startFakeRealms(...realms: string[]): Promise<FakeRealms> {
  const keys = new Map(realms.map((realm) => [realm, generateKeyPairSync('rsa', { modulusLength: 2048 })]));
  const server = createServer((request, response) => {
    const key = keys.get(/^\/realms\/([\w-]+)\//.exec(request.url ?? '')?.[1] ?? '');
    if (!key) return response.writeHead(404).end();
    const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' };
    return response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuerOf = (realm: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/${realm}`;
  return {
    issuerOf,
    token: (realm, claims) => {
      const key = keys.get(realm);
      if (!key) throw new Error(`no realm ${realm}`);
      return sign({ ...defaultClaims(issuerOf(realm)), ...claims }, key.privateKey);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface FakeRealms extends AsyncDisposable {
  issuerOf(realm: string): string;
  /** A signed token of a department's account; `claims` override, `undefined` leaves one out. */
  token(realm: string, claims?: Record<string, unknown>): string;
}

function defaultClaims(issuer: string): Record<string, unknown> {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return {
    iss: issuer,
    sub: 'b7f1c0de-0000-4000-8000-000000000001',
    aud: ['necips-api', 'account'],
    typ: 'Bearer',
    azp: 'department-demo',
    realm_access: { roles: ['department'] },
    node: ['330000'],
    department: '11330000002482095X',
    department_name: '浙江省市场监督管理局',
    iat: nowSeconds,
    exp: nowSeconds + 300,
  };
}

function sign(claims: Record<string, unknown>, key: KeyObject): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'k1' })}.${encode(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key, 'base64url')}`;
}
