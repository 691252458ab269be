import { type Caller, toCaller } from './caller.ts';
import { createForeignRealms, realmsBeside } from './foreign-realms.ts';
import { createRealm, readClaims, refused } from './realm.ts';

/** Verified tokens remembered until they expire, so that a bulk client does not cost a signature check for each request. */
const VERIFIED_TOKENS_MAX = 1_000;
/** Longer ones are refused unread; Keycloak's are 1 to 2 KB. */
const BEARER_LENGTH_MAX = 8_192;

/**
 * Verifies the bearer tokens of the one realm a service trusts. A genuine token of another realm of the same Keycloak (or
 * of the issuers in `knownIssuers`) is `forbidden` with reason `other_node`; whatever else is not good is `unauthenticated`.
 * While the realm's keys are neither cached nor to be had it throws `unavailable`.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, jwksUrl = `${issuer}/protocol/openid-connect/certs` } = options;
  const realm = createRealm({ issuer, jwksUrl, audience });
  const foreign = createForeignRealms({ issuer, jwksUrl, audience }, options.knownIssuers ?? realmsBeside(issuer));
  const verified = new Map<string, Caller>();
  return {
    verify: async (bearer) => {
      if (bearer.length > BEARER_LENGTH_MAX) throw refused();
      const known = verified.get(bearer);
      if (known) {
        verified.delete(bearer);
        if (known.expiresAt <= Date.now()) throw refused();
        verified.set(bearer, known);
        return known;
      }
      const claimedIssuer = readClaims(bearer)['iss'];
      if (typeof claimedIssuer === 'string') await foreign.refuseIfForeign(claimedIssuer, bearer);
      const caller = toCaller(await realm.verify(bearer));
      remember(verified, bearer, caller);
      return caller;
    },
  };
}

export interface TokenVerifierOptions {
  /** `https://…/realms/<realm>`, exactly as the tokens' `iss`. */
  issuer: string;
  /** Where the realm's keys are, if not reachable under the issuer. */
  jwksUrl?: string;
  audience: string;
  /** Issuers whose genuine tokens are told apart as another node's; by default any realm of the same Keycloak. */
  knownIssuers?: RegExp;
}

export interface TokenVerifier {
  /** @throws ServiceError `unauthenticated`, `forbidden` (`other_node`) or `unavailable`. */
  verify(bearer: string): Promise<Caller>;
}

function remember(verified: Map<string, Caller>, bearer: string, caller: Caller): void {
  verified.set(bearer, caller);
  if (verified.size <= VERIFIED_TOKENS_MAX) return;
  const [leastRecent] = verified.keys();
  if (leastRecent !== undefined) verified.delete(leastRecent);
}
