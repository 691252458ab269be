import { ServiceError } from '@necips/runtime';
import * as oidc from 'openid-client';
import type { Tokens } from './seal.ts';

const TIMEOUT_SECONDS = 5;
/** A token is renewed this long before it expires, so that none runs out on its way. */
const RENEW_BEFORE_MS = 30_000;

/** The realm in which people log in: authorisation code flow with PKCE, renewal and logout (`openid-client`). */
export function createIdentityProvider(options: IdentityOptions): IdentityProvider {
  const { issuer, clientId, clientSecret, baseUrl } = options;
  const redirectUri = `${baseUrl}/auth/callback`;
  let discovered: Promise<oidc.Configuration> | undefined;
  // The realm need not be there when the console starts; what failed is asked for again.
  const configuration = () => {
    discovered ??= discover(issuer, clientId, clientSecret).catch((cause: unknown) => {
      discovered = undefined;
      throw unreachable(cause);
    });
    return discovered;
  };
  return {
    beginLogin: async () => {
      const config = await configuration();
      const attempt = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid',
        code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
        state: attempt.state,
        nonce: attempt.nonce,
      });
      return { url: url.href, attempt };
    },
    endLogin: async (pathAndQuery, { verifier, state, nonce }) => {
      const config = await configuration();
      const answer = await oidc.authorizationCodeGrant(config, new URL(pathAndQuery, baseUrl), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return toIssued(answer);
    },
    renew: async (tokens) => {
      const answer = await oidc.refreshTokenGrant(await configuration(), tokens.refresh);
      return toIssued(answer, tokens.id);
    },
    logoutUrl: async (idToken) => {
      const config = await configuration();
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${baseUrl}/`, id_token_hint: idToken }).href;
    },
  };
}

export interface IdentityOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Of this console. */
  baseUrl: string;
}

export interface IdentityProvider {
  /** Where to send the browser, and what to remember until it comes back. */
  beginLogin(): Promise<{ url: string; attempt: LoginAttempt }>;
  /** Tokens for what the browser came back with. Throws where it is not the answer to this attempt. */
  endLogin(pathAndQuery: string, attempt: LoginAttempt): Promise<Issued>;
  /** New tokens for old. Throws `oidc.ResponseBodyError` where the realm refuses; see `isRefusal`. */
  renew(tokens: Tokens): Promise<Issued>;
  /** Where the browser ends its session at the realm. */
  logoutUrl(idToken: string): Promise<string>;
}

/** Secret of one login, kept in a cookie until the browser comes back. */
export interface LoginAttempt {
  verifier: string;
  state: string;
  nonce: string;
}

export interface Issued {
  tokens: Tokens;
  /** Milliseconds until the access token should be renewed. */
  renewAfterMs: number;
}

/** Whether the realm has said no, instead of not being reached. */
export function isRefusal(error: unknown): boolean {
  return error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError;
}

async function discover(issuer: string, clientId: string, clientSecret: string): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const isPlain = url.protocol === 'http:';
  return oidc.discovery(url, clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
    timeout: TIMEOUT_SECONDS,
    ...(isPlain && { execute: [oidc.allowInsecureRequests] }),
  });
}

function toIssued(answer: Awaited<ReturnType<typeof oidc.refreshTokenGrant>>, knownId = ''): Issued {
  const { access_token: access, refresh_token: refresh = '', id_token: id = knownId } = answer;
  const lifetimeMs = (answer.expiresIn() ?? 60) * 1_000;
  // A realm with very short tokens still gets most of their life used.
  const renewAfterMs = lifetimeMs - Math.min(RENEW_BEFORE_MS, lifetimeMs / 2);
  return { tokens: { access, refresh, id }, renewAfterMs };
}

function unreachable(cause: unknown): ServiceError {
  return new ServiceError('unavailable', '身份服务暂不可用，请稍后再试 (identity service unreachable)', {
    reason: 'identity_unreachable',
    cause,
  });
}
