import {
  connectPostgres,
  createHealth,
  createHttpServer,
  createLogger,
  createMetrics,
  createTokenVerifier,
  type MigrationFolder,
  transportOf,
} from '@necips/runtime';
import type { ConsoleConfig } from './config.ts';
import type { Context } from './context.ts';
import { createEvents } from './events.ts';
import { registerRoutes } from './http/index.ts';
import { createIdentityProvider } from './identity-provider.ts';
import { sweepSessions } from './jobs/sweep-sessions.ts';
import { KnownFormats } from './known-formats.ts';
import { loadPages } from './pages.ts';
import { readPinnedKeys } from './pinned-keys.ts';
import { createSeal } from './seal.ts';

const SERVICE = 'console';

/** Everything that the console's database is made of. */
export const CONSOLE_MIGRATIONS: MigrationFolder[] = [
  { schema: 'public', folder: `${import.meta.dirname}/../prisma/migrations` },
];

/**
 * Starts the console of a node, or of the centre: its pages, and the gateway by which they reach its services. Neither the
 * identity service nor the services behind need to be there; public pages need not even the database.
 */
export async function startConsole(config: ConsoleConfig, { now = Date.now } = {}): Promise<Console> {
  await using starting = new AsyncDisposableStack();
  const logger = createLogger(SERVICE, config.logLevel);
  const metrics = createMetrics(SERVICE);
  const health = createHealth();
  const { node, issuer, clientId, clientSecret, baseUrl } = config;
  readPinnedKeys(config.pinnedKeysFile);
  const sql = connectPostgres(config.databaseUrl, { max: 6, applicationName: SERVICE });
  starting.defer(() => sql.end({ timeout: CLOSE_TIMEOUT_SECONDS }));
  const verifier = createTokenVerifier({ issuer, audience: 'necips-api' });
  const events = createEvents(metrics, logger);
  const context: Context = {
    node,
    config,
    sql,
    verifier,
    identity: createIdentityProvider({ issuer, clientId, clientSecret, baseUrl }),
    seal: createSeal(config.session.key),
    pages: loadPages(),
    formats: new KnownFormats({ node, config, events, now }),
    events,
    now,
  };

  const http = starting.use(
    await createHttpServer({
      service: SERVICE,
      logger,
      metrics,
      health,
      verifier,
      ...transportOf(config),
      openapi: { title: '门户 Console', description: 'Pages and session gateway of a node.', version: '1' },
      rateLimit: { max: config.requestsPerSecondMax, timeWindowMs: 1_000 },
    }),
  );
  registerRoutes(http, context);
  starting.use(sweepSessions(context, logger));

  // Without its database nobody can log in; the public part goes on.
  health.add('database', async () => void (await sql`select 1`), { degradesOnly: true });
  const address = await http.listen(config.http);
  const running = starting.move();
  return { http: address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** A running console. */
export interface Console extends AsyncDisposable {
  http: { host: string; port: number };
}

const CLOSE_TIMEOUT_SECONDS = 5;
