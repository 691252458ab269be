import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPostgres, RUNTIME_MIGRATIONS, type Sql } from '@necips/runtime';
import { createTestDatabase, until } from '@necips/testbed';
import { makeKey, type NoteVerifier, openCheckpoint, parseVerifierKey } from '@necips/tlog';
import { PUBLICATION_MIGRATIONS, type Publication, readPublicationConfig, startPublication } from '../src/index.ts';
import { TestCollection } from './collection.ts';
import { type Realms, startRealms } from './realm.ts';

const ORIGIN = 'log.330000.necips.example/1';

/**
 * All that publication needs around it; publication itself is started by the test, as often as it likes. `settings` replace
 * those of the province, e.g. where Kafka is: without, it is away.
 */
export async function startProvince({ settings = {} }: { settings?: Record<string, string> } = {}): Promise<Province> {
  await using starting = new AsyncDisposableStack();
  const realms = starting.use(await startRealms());
  const database = starting.use(await createTestDatabase(PUBLICATION_MIGRATIONS));
  const feedDatabase = starting.use(await createTestDatabase([RUNTIME_MIGRATIONS]));
  const sql = openPool(starting, database.url);
  const collection = starting.use(new TestCollection(openPool(starting, feedDatabase.url), realms.issuer));
  await collection.createTable();
  await collection.start();
  const folder = await mkdtemp(join(tmpdir(), 'necips-publication-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const stateFile = join(folder, 'log.state');
  const { signerKey, verifierKey } = makeKey(ORIGIN);
  await writeFile(join(folder, 'log.key'), `${signerKey}\n`, { mode: 0o600 });
  const running = starting.move();
  return {
    sql,
    collection,
    realms,
    stateFile,
    verifierKey,
    verifier: parseVerifierKey(verifierKey),
    environment: named({
      NODE: '330000',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      HTTP_PORT: '0',
      GRPC_PORT: '0',
      DATABASE_URL: database.url,
      ISSUER: realms.issuer,
      TOKEN_URL: realms.tokenUrl,
      CLIENT_ID: 'svc-publication',
      CLIENT_SECRET: 'secret',
      COLLECTION_ADDRESS: collection.address,
      LOG_ORIGIN: ORIGIN,
      LOG_KEY_FILE: join(folder, 'log.key'),
      LOG_STATE_FILE: stateFile,
      // Nothing listens on port 1: to the service, Kafka is away.
      KAFKA_BROKERS: '127.0.0.1:1',
      ...settings,
    }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export interface Province extends AsyncDisposable {
  /** Pool on publication's database. */
  sql: Sql;
  collection: TestCollection;
  realms: Realms;
  /** The log's public key, as text and to verify with. */
  verifierKey: string;
  verifier: NoteVerifier;
  stateFile: string;
  environment: Record<string, string>;
}

/** Starts publication in a province; the settings given replace those of the province. */
export async function publishIn(
  province: Province,
  { settings = {}, now = Date.now }: { settings?: Record<string, string>; now?: () => number } = {},
): Promise<Published> {
  const config = readPublicationConfig({ ...province.environment, ...named(settings) });
  const publication = await startPublication(config, { now });
  const url = `http://${publication.http.host}:${publication.http.port}`;
  const get = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);
  const checkpoint = async () => {
    const response = await get('/log/checkpoint');
    if (!response.ok) throw new Error(`checkpoint: ${response.status} ${await response.text()}`);
    const note = await response.text();
    return { note, ...openCheckpoint(note, ORIGIN, [province.verifier]) };
  };
  return {
    publication,
    get,
    checkpoint,
    grpcAddress: `${publication.grpc.host}:${publication.grpc.port}`,
    size: async (size) => {
      await until(async () => (await checkpoint().catch(() => undefined))?.size === size);
      return checkpoint();
    },
    [Symbol.asyncDispose]: () => publication[Symbol.asyncDispose](),
  };
}

export interface Published extends AsyncDisposable {
  publication: Publication;
  grpcAddress: string;
  get: (path: string, init?: RequestInit) => Promise<Response>;
  /** The served checkpoint, verified. */
  checkpoint: () => Promise<SignedCheckpoint>;
  /** Waits until the served checkpoint has this size. */
  size: (size: number) => Promise<SignedCheckpoint>;
}

type SignedCheckpoint = ReturnType<typeof openCheckpoint> & { note: string };

/** Settings under the names that they have in the environment. */
function named(settings: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [`PUBLICATION_${key}`, value]));
}

function openPool(stack: AsyncDisposableStack, url: string): Sql {
  const sql = connectPostgres(url, { max: 3, applicationName: 'test' });
  stack.defer(() => sql.end({ timeout: 1 }));
  return sql;
}
