import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

const AUDIENCE = 'necips-api';

/** An identity server on loopback: the keys of some realms, a token endpoint, and tokens of any shape. */
export async function startFakeKeycloak(realms: string[]): Promise<FakeKeycloak> {
  const keys = new Map<string, Awaited<ReturnType<typeof newKey>>>();
  for (const realm of realms) keys.set(realm, await newKey(realm));
  const asked: string[] = [];
  let outages = 0;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const realm = /^\/realms\/([\w-]+)\//.exec(request.url ?? '')?.[1] ?? '';
    const key = keys.get(realm);
    if (!key) return response.writeHead(404).end();
    if (outages > 0) {
      outages -= 1;
      return response.writeHead(503).end();
    }
    response.setHeader('content-type', 'application/json');
    if (request.url?.endsWith('/certs')) return response.end(JSON.stringify({ keys: [key.jwk] }));
    if (request.headers.authorization !== basic('svc-publication', 'right')) return response.writeHead(401).end('{}');
    return response.end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 300 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuerOf = (realm: string) => `${base}/realms/${realm}`;
  return {
    base,
    issuerOf,
    asked,
    failNext: (count) => {
      outages = count;
    },
    rotateKey: async (realm) => {
      keys.set(realm, await newKey(`${realm}-next`));
    },
    token: async (realm, claims = {}, header = {}) => {
      const key = keys.get(realm);
      if (!key) throw new Error(`no realm ${realm}`);
      return await new SignJWT(defaultClaims(issuerOf(realm), claims))
        .setProtectedHeader({ alg: 'RS256', kid: key.jwk.kid, ...header })
        .sign(key.privateKey);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface FakeKeycloak extends AsyncDisposable {
  readonly base: string;
  issuerOf(realm: string): string;
  /** Paths asked for so far. */
  readonly asked: string[];
  failNext(count: number): void;
  rotateKey(realm: string): Promise<void>;
  /** A signed token; `claims` override the defaults, `undefined` leaves one out. */
  token(realm: string, claims?: Record<string, unknown>, header?: { kid?: string }): Promise<string>;
}

/** Swaps a character in the middle of the signature. */
export function tampered(token: string): string {
  const at = token.length - 20;
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

/** The same claims, declared unsigned. */
export function unsigned(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  return `${header}.${token.split('.')[1]}.`;
}

export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

function defaultClaims(issuer: string, overrides: Record<string, unknown>): JWTPayload {
  return {
    iss: issuer,
    sub: 'b7f1c0de-0000-4000-8000-000000000001',
    aud: [AUDIENCE, 'account'],
    typ: 'Bearer',
    azp: 'department-demo',
    preferred_username: 'service-account-department-demo',
    realm_access: { roles: ['department'] },
    node: ['330000'],
    department: '11330000002482095X',
    department_name: '浙江省市场监督管理局',
    iat: inSeconds(0),
    exp: inSeconds(300),
    ...overrides,
  };
}

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' } };
}

function basic(client: string, secret: string): string {
  return `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`;
}
