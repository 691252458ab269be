import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from '../errors.ts';

/** A token is replaced this long before it expires, so that none runs out on its way. */
const RENEW_BEFORE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 5_000;
const ATTEMPTS_MAX = 4;
const FIRST_BACKOFF_MS = 250;

/**
 * A service's own access tokens, by the client-credentials grant: cached, renewed 30 seconds before expiry, one request at a
 * time however many ask, retried with back-off while the identity service cannot be reached.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  let current: IssuedToken | undefined;
  let pending: Promise<IssuedToken> | undefined;
  return {
    token: async () => {
      if (current && Date.now() < current.renewAt) return current.token;
      pending ??= requestWithRetries(options).finally(() => {
        pending = undefined;
      });
      current = await pending;
      return current.token;
    },
    invalidate: () => {
      current = undefined;
    },
  };
}

export interface TokenSourceOptions {
  /** `https://…/realms/<realm>/protocol/openid-connect/token`. */
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
}

export interface TokenSource {
  /** @throws ServiceError `unavailable` (not reachable) or `unauthenticated` (credentials refused). */
  token(): Promise<string>;
  /** Forgets the cached token, after a server has refused it (a realm whose keys were replaced). */
  invalidate?(): void;
}

interface IssuedToken {
  token: string;
  renewAt: number;
}

async function requestWithRetries(options: TokenSourceOptions): Promise<IssuedToken> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await requestToken(options);
    } catch (error) {
      const refused = error instanceof ServiceError && !error.retryable;
      if (refused || attempt === ATTEMPTS_MAX) throw error;
      await delay(FIRST_BACKOFF_MS * 2 ** (attempt - 1));
    }
  }
}

async function requestToken({ tokenUrl, clientId, clientSecret }: TokenSourceOptions): Promise<IssuedToken> {
  const requestedAt = Date.now();
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: basicCredentials(clientId, clientSecret) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) {
    await response.body?.cancel();
    if (response.status >= 500 || response.status === 429) throw unreachable(new Error(`HTTP ${response.status}`));
    throw new ServiceError('unauthenticated', `身份服务拒绝了 ${clientId} 的凭据 (client credentials refused)`, {
      reason: 'credentials_refused',
      cause: new Error(`HTTP ${response.status}`),
    });
  }
  return readToken(await response.json().catch(() => undefined), requestedAt);
}

function readToken(answer: unknown, requestedAt: number): IssuedToken {
  const { access_token: token, expires_in: seconds } = Object(answer) as {
    access_token?: unknown;
    expires_in?: unknown;
  };
  if (typeof token !== 'string' || typeof seconds !== 'number') throw unreachable(new Error('malformed answer'));
  const lifetimeMs = seconds * 1_000;
  // A realm with very short tokens still gets most of their life used.
  return { token, renewAt: requestedAt + lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 2) };
}

/** RFC 6749 §2.3.1: each part is form-encoded before it goes into HTTP Basic. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => encodeURIComponent(part)).join(':');
  return `Basic ${Buffer.from(encoded).toString('base64')}`;
}

function unreachable(cause: unknown): ServiceError {
  return new ServiceError('unavailable', '身份服务暂不可用 (identity service unreachable)', {
    reason: 'identity_unreachable',
    cause,
  });
}
