import type { Sql, TokenVerifier } from '@necips/runtime';
import type { ConsoleConfig } from './config.ts';
import type { Events } from './events.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { KnownFormats } from './known-formats.ts';
import type { Pages } from './pages.ts';
import type { Seal } from './seal.ts';

/** What the parts of this service use; each takes the `Pick` that it needs. */
export interface Context {
  readonly node: string;
  readonly config: ConsoleConfig;
  readonly sql: Sql;
  readonly identity: IdentityProvider;
  readonly verifier: TokenVerifier;
  readonly seal: Seal;
  readonly pages: Pages;
  readonly formats: KnownFormats;
  readonly events: Events;
  readonly now: () => number;
}
