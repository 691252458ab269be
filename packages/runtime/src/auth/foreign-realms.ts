import { isServiceError, ServiceError } from '../errors.ts';
import { createRealm, type Realm, type RealmOptions, splitIssuer } from './realm.ts';

/** Foreign realms remembered at once; beyond, tokens of further ones are simply not authenticated. */
const FOREIGN_REALMS_MAX = 64;
/** After this a foreign realm is looked up anew, so that one created since is recognised. */
const FOREIGN_REALM_MEMORY_MS = 600_000;

/** After its keys could not be had, a foreign realm is not asked again for this long; its callers are not authenticated. */
const UNREACHABLE_MEMORY_MS = 60_000;

/**
 * Tells another node's caller from nobody at all: a token of another realm of the same Keycloak, genuine under that realm's
 * keys, is answered `forbidden` (reason `other_node`); it never grants anything. An issuer is something anyone can invent,
 * so the look-ups it can cause are bounded.
 */
export function createForeignRealms(home: RealmOptions, knownIssuers: RegExp): ForeignRealms {
  const known = new Map<string, ForeignRealm>();
  const [, homeName] = splitIssuer(home.issuer);
  return {
    refuseIfForeign: async (issuer, bearer) => {
      if (issuer === home.issuer || !knownIssuers.test(issuer)) return;
      const foreign = foreignRealm(issuer);
      if (!foreign || foreign.unreachableUntil > Date.now()) return;
      try {
        await foreign.realm.verify(bearer);
      } catch (error) {
        if (isServiceError(error, 'unavailable')) foreign.unreachableUntil = Date.now() + UNREACHABLE_MEMORY_MS;
        return;
      }
      throw new ServiceError('forbidden', '令牌属于其他节点 (token of another node)', { reason: 'other_node' });
    },
  };

  function foreignRealm(issuer: string): ForeignRealm | undefined {
    const now = Date.now();
    const found = known.get(issuer);
    if (found && found.until > now) return found;
    for (const [other, { until }] of known) if (until <= now) known.delete(other);
    if (known.size >= FOREIGN_REALMS_MAX) return undefined;
    const [, name] = splitIssuer(issuer);
    const jwksUrl = home.jwksUrl.replace(`/realms/${homeName}/`, `/realms/${name}/`);
    const realm = createRealm({ issuer, jwksUrl, audience: home.audience });
    const added = { realm, until: now + FOREIGN_REALM_MEMORY_MS, unreachableUntil: 0 };
    known.set(issuer, added);
    return added;
  }
}

interface ForeignRealm {
  realm: Realm;
  until: number;
  unreachableUntil: number;
}

export interface ForeignRealms {
  /** @throws ServiceError `forbidden` for a genuine token of another realm; returns for anything else. */
  refuseIfForeign(issuer: string, bearer: string): Promise<void>;
}

/** Any realm of the Keycloak that `issuer` belongs to. */
export function realmsBeside(issuer: string): RegExp {
  const [authServerUrl] = splitIssuer(issuer);
  return new RegExp(`^${RegExp.escape(authServerUrl)}/realms/[\\w-]{1,64}$`);
}
