import { createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import { canonicalJson } from '@necips/domain';
import { createTokenSource, ServiceError, type TokenSource } from '@necips/runtime';
import type { CollectionConfig } from '../config.ts';
import { accountRepresentation, claimOf } from './account-representation.ts';

const REQUEST_TIMEOUT_MS = 5_000;
const RSA_BITS_MIN = 2_048;

/** How an account of a department proves who it is: by a secret that Keycloak makes, or by a key pair of its own. */
export type Authentication = { method: 'client_secret' } | { method: 'private_key_jwt'; jwk: JsonWebKey };

/** What a department needs to get tokens. A secret is told here and never again. */
export type Credentials = { account: string; tokenUrl: string } & (
  | { method: 'client_secret'; secret: string }
  /** `keyId` stands in the header of each assertion. */
  | { method: 'private_key_jwt'; keyId: string }
);

/**
 * Accounts of departments in the node's Keycloak realm: clients with a service account. Needs the realm-management right
 * `manage-clients` and no other, because the role and the claims of an account are mappers of its client. Throws
 * `unavailable` where Keycloak does not answer.
 */
export class RealmAccounts {
  readonly #clients: string;
  readonly #tokenUrl: string;
  readonly #node: string;
  readonly #token: TokenSource;

  constructor({ issuer, node, clientId, clientSecret }: RealmAccess) {
    this.#clients = `${issuer.replace('/realms/', '/admin/realms/')}/clients`;
    this.#tokenUrl = `${issuer}/protocol/openid-connect/token`;
    this.#node = node;
    this.#token = createTokenSource({ tokenUrl: this.#tokenUrl, clientId, clientSecret });
  }

  /** The department for which an account that can log in submits; undefined where there is none. */
  async departmentOf(account: string): Promise<string | undefined> {
    const client = await this.#find(account);
    return client?.enabled ? claimOf(client, 'department') : undefined;
  }

  /** Makes an account, or replaces it with all its credentials. Throws `conflict` where it is another department's. */
  async put(
    account: string,
    department: { uscc: string; name: string },
    authentication: Authentication,
  ): Promise<Credentials> {
    const existing = await this.#find(account);
    if (existing && claimOf(existing, 'department') !== department.uscc) {
      throw new ServiceError('conflict', `账号 ${account} 属于其他部门 (the account is of another department)`, {
        reason: 'account_of_other_department',
      });
    }
    const representation = accountRepresentation(account, this.#node, department, keySettings(authentication));
    if (existing) await this.#call('PUT', `/${existing.id}`, { ...representation, id: existing.id });
    else await this.#call('POST', '', representation);
    return await this.#newCredentials(account, authentication);
  }

  /** Replaces the credentials of an account: with the old ones no token is had any more. */
  async rotate(account: string, authentication: Authentication): Promise<Credentials> {
    const client = await this.#get(account);
    const settings = keySettings(authentication);
    await this.#call('PUT', `/${client.id}`, {
      ...client,
      ...settings,
      attributes: { ...client.attributes, ...settings.attributes },
    });
    return await this.#newCredentials(account, authentication);
  }

  /** Lets an account get no token any more. One that is gone is left alone. */
  async disable(account: string): Promise<void> {
    const client = await this.#find(account);
    if (client?.enabled) await this.#call('PUT', `/${client.id}`, { ...client, enabled: false });
  }

  async #newCredentials(account: string, authentication: Authentication): Promise<Credentials> {
    const { id } = await this.#get(account);
    // Also where a key is used: a secret that was used before must end.
    const { value } = (await this.#call('POST', `/${id}/client-secret`)) as { value: string };
    const common = { account, tokenUrl: this.#tokenUrl };
    if (authentication.method === 'client_secret') return { ...common, method: 'client_secret', secret: value };
    return { ...common, method: 'private_key_jwt', keyId: readKey(authentication.jwk).kid };
  }

  async #get(account: string): Promise<RealmClient> {
    const client = await this.#find(account);
    if (client) return client;
    throw new ServiceError('not_found', `认证系统中没有账号 ${account} (no such account in the realm)`, {
      reason: 'no_such_account',
    });
  }

  async #find(account: string): Promise<RealmClient | undefined> {
    const clients = (await this.#call('GET', `?clientId=${encodeURIComponent(account)}`)) as RealmClient[];
    return clients.find(({ clientId }) => clientId === account);
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    let response = await this.#request(method, path, body);
    if (response.status === 401) {
      // The realm's keys or the session were replaced.
      this.#token.invalidate?.();
      response = await this.#request(method, path, body);
    }
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    if (response.status >= 500 || response.status === 429) throw unreachable(new Error(`HTTP ${response.status}`));
    throw new Error(`Keycloak refuses ${method} /clients${path}: ${response.status} ${text.slice(0, 200)}`);
  }

  async #request(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${await this.#token.token()}`, 'content-type': 'application/json' };
    return await fetch(`${this.#clients}${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      throw unreachable(cause);
    });
  }
}

/** How the realm's accounts are administered; undefined where it is not configured. Throws where only a part is. */
export function realmAccess({ issuer, node, identity }: CollectionConfig): RealmAccess | undefined {
  const { clientId, clientSecret } = identity;
  if (clientId && clientSecret) return { issuer, node, clientId, clientSecret };
  if (!clientId && !clientSecret) return undefined;
  throw new Error('COLLECTION_IDENTITY_CLIENT_ID and COLLECTION_IDENTITY_CLIENT_SECRET belong together');
}

interface RealmAccess {
  issuer: string;
  node: string;
  clientId: string;
  clientSecret: string;
}

/** A client as Keycloak tells it; whatever is not named here is sent back as it came. */
export interface RealmClient {
  id: string;
  clientId: string;
  enabled: boolean;
  attributes?: Record<string, string>;
  protocolMappers?: { config?: Record<string, string> }[];
}

function keySettings(authentication: Authentication) {
  if (authentication.method === 'client_secret') {
    return {
      clientAuthenticatorType: 'client-secret',
      attributes: { 'use.jwks.string': 'false', 'jwks.string': '' },
    };
  }
  const keys = JSON.stringify({ keys: [readKey(authentication.jwk)] });
  return { clientAuthenticatorType: 'client-jwt', attributes: { 'use.jwks.string': 'true', 'jwks.string': keys } };
}

/** A public key as Keycloak wants it, named by its thumbprint (RFC 7638). Throws `invalid` for any other. */
function readKey(jwk: JsonWebKey): { kid: string } & Record<string, string> {
  if ('d' in jwk) throw badKey('private_key_sent', '请只提交公钥，私钥不得离开本部门 (send the public key only)');
  let details: { modulusLength?: number; namedCurve?: string } | undefined;
  let members: Record<string, string>;
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    details = key.asymmetricKeyDetails;
    members = key.export({ format: 'jwk' }) as Record<string, string>;
  } catch {
    throw badKey('bad_key', '公钥不是有效的 JWK (not a public key)');
  }
  const algorithm =
    members['kty'] === 'RSA' && (details?.modulusLength ?? 0) >= RSA_BITS_MIN
      ? 'RS256'
      : details?.namedCurve === 'prime256v1'
        ? 'ES256'
        : undefined;
  if (!algorithm) throw badKey('bad_key', `公钥应为 RSA（至少 ${RSA_BITS_MIN} 位）或 P-256 (unsupported key)`);
  const kid = createHash('sha256').update(canonicalJson(members)).digest('base64url');
  return { ...members, kid, use: 'sig', alg: algorithm };
}

function badKey(reason: string, message: string): ServiceError {
  return new ServiceError('invalid', message, { reason });
}

function unreachable(cause: unknown): ServiceError {
  return new ServiceError('unavailable', '身份服务暂不可用 (identity service unreachable)', {
    reason: 'identity_unreachable',
    cause,
  });
}
