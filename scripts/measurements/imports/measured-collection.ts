import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, type Sql } from '@necips/runtime';
import {
  CHECKOUT,
  demoDepartment,
  findFreePorts,
  type LocalFederation,
  realmName,
  SERVICE_FLAGS,
  serviceMigrations,
  until,
} from '@necips/testbed';
import { temporaryDatabase } from '../databases.ts';

/** A collection process on a database of its own, beside the federation whose realm and PostgreSQL it uses. */
export interface MeasuredCollection extends AsyncDisposable {
  /** URL. */
  rest: string;
  /** `host:port`. */
  grpc: string;
  /** Its database, as superuser. */
  sql: Sql;
  /** An access token of the department that hands in. */
  token(): Promise<string>;
  /** Forgets the peak of its memory until now. */
  resetPeak(): Promise<void>;
  /** Its peak resident memory since then. */
  peakMegabytes(): Promise<number>;
}

const READY = { everyMs: 100, withinMs: 60_000 };

/** Starts one as a node's would be started, without publication and without the centre. */
export async function startMeasuredCollection(federation: LocalFederation, node: string): Promise<MeasuredCollection> {
  await using starting = new AsyncDisposableStack();
  const database = starting.use(await temporaryDatabase(federation, 'imports'));
  await migrate(database.url, serviceMigrations('collection'));
  const { uscc, name } = demoDepartment(node);
  await database.sql`
    insert into department (uscc, name, items, ways, area, contact, onboarded_at, onboarded_by)
    values (${uscc}, ${name}, '{*}', '{entry,import,interface,connector}', ${node}, '', now(), 'bench')`;
  const keys = await mkdtemp(join(tmpdir(), 'necips-keys-'));
  starting.defer(() => rm(keys, { recursive: true }));
  const [tombstoneKeyFile, sealingKeyFile] = [join(keys, 'tombstone.key'), join(keys, 'sealing.key')];
  for (const file of [tombstoneKeyFile, sealingKeyFile]) await writeFile(file, randomBytes(32));
  const [http = 0, grpc = 0] = await findFreePorts(2);
  const main = join(CHECKOUT, 'services/collection/src/main.ts');
  const service = spawn(process.execPath, [...SERVICE_FLAGS, main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      COLLECTION_NODE: node,
      COLLECTION_HTTP_PORT: String(http),
      COLLECTION_GRPC_PORT: String(grpc),
      COLLECTION_DATABASE_URL: database.url,
      COLLECTION_ISSUER: `${federation.endpoints.keycloak}/realms/${realmName(node)}`,
      COLLECTION_TOMBSTONE_KEY_FILE: tombstoneKeyFile,
      COLLECTION_SEALING_KEY_FILE: sealingKeyFile,
      COLLECTION_LOG_LEVEL: 'error',
    },
  });
  starting.defer(async () => {
    if (service.exitCode !== null) return;
    service.kill('SIGTERM');
    await once(service, 'exit');
  });
  const rest = `http://127.0.0.1:${http}`;
  const isReady = () =>
    fetch(`${rest}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(isReady, READY);
  const running = starting.move();
  return {
    rest,
    grpc: `127.0.0.1:${grpc}`,
    sql: database.sql,
    token: () => federation.token(`department@${node}`),
    // 5: peak resident set size (proc_pid_clear_refs(5)).
    resetPeak: () => writeFile(`/proc/${service.pid}/clear_refs`, '5'),
    peakMegabytes: async () => {
      const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${service.pid}/status`, 'utf8')) ?? [];
      return Math.round(Number(kilobytes) / 1024);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
