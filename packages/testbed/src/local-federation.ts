import { join } from 'node:path';
import { runDirectory } from './checkout.ts';
import { readJson } from './files.ts';
import type { KafkaAccess } from './kafka/topic-messages.ts';
import { clientOfRole, clientSecretName, realmName } from './keycloak/realm.ts';
import { fetchClientToken } from './keycloak/token.ts';
import { openSecrets } from './secrets.ts';

/** Where one service is reached. */
export interface ServiceEndpoints {
  /** URL. */
  rest: string;
  /** `host:port`. */
  grpc: string;
  /** URL of the transparency log; publication only. */
  log?: string;
  /** URL. */
  metrics: string;
}

/** `.run/endpoints.json`: where everything that `./scripts/up` started is reached. */
export interface Endpoints {
  nodes: Record<string, Record<'collection' | 'publication', ServiceEndpoints>>;
  centre: Record<'aggregation', ServiceEndpoints>;
  /** URLs of the consoles by node, the centre's under 100000; none where they were not started. */
  consoles: Record<string, string>;
  /** URL. */
  keycloak: string;
  /** `host:port`. */
  kafka: string;
  /** Connection URL. */
  postgres: string;
}

/** A token is asked for anew when it has been used for this long; it lives five minutes. */
const TOKEN_USE_MS = 120_000;

/** The federation that runs from this checkout, seen from outside as a department or an administrator sees it. */
export class LocalFederation {
  readonly endpoints: Endpoints;
  readonly #runDirectory: string;
  readonly #tokens = new Map<string, { token: Promise<string>; at: number }>();

  constructor(directory: string) {
    const endpoints = readJson<Endpoints>(join(directory, 'endpoints.json'));
    if (!endpoints) throw new Error('nothing is up: run ./scripts/up first');
    this.endpoints = endpoints;
    this.#runDirectory = directory;
  }

  /** Endpoints of a province's services. Throws where the node is not up. */
  node(code: string): Endpoints['nodes'][string] {
    const node = this.endpoints.nodes[code];
    if (!node) throw new Error(`node ${code} is not up: run ./scripts/up --nodes ${code}`);
    return node;
  }

  /** An access token for local use. `as` is `ROLE@NODE`, e.g. `department@330000` or `central-admin@centre`. */
  token(as: string): Promise<string> {
    const known = this.#tokens.get(as);
    if (known && Date.now() - known.at < TOKEN_USE_MS) return known.token;
    const token = this.#fetchToken(as);
    this.#tokens.set(as, { token, at: Date.now() });
    token.catch(() => this.#tokens.delete(as));
    return token;
  }

  /** Calls an endpoint as somebody with a role. */
  async call(as: string, url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await this.token(as)}`);
    return await fetch(url, { ...init, headers });
  }

  /** The broker's super user. */
  kafkaAdmin(): KafkaAccess {
    const [host = '', port = ''] = this.endpoints.kafka.split(':');
    return { host, port: Number(port), username: 'admin', password: openSecrets(this.#runDirectory)('kafka/admin') };
  }

  #fetchToken(as: string): Promise<string> {
    const [role = '', place = ''] = as.split('@');
    const realm = realmName(place === 'centre' ? '100000' : place);
    const client = clientOfRole(role);
    const secret = openSecrets(this.#runDirectory)(clientSecretName(realm, client));
    return fetchClientToken(this.endpoints.keycloak, realm, client, secret);
  }
}

/** Opens the federation that runs from this checkout. Throws where nothing is up. */
export function localFederation(): LocalFederation {
  return new LocalFederation(runDirectory(process.env));
}
