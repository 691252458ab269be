import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectPostgres, markRestored, migrate } from '@necips/runtime';
import { databaseSecretName } from '../federation/enrolment.ts';
import { serviceMigrations } from '../federation/service-migrations.ts';
import { dropDatabase, ensureDatabase } from '../postgres/databases.ts';
import type { Progress } from '../progress.ts';
import { databaseUrl } from '../service-processes.ts';
import { awaitReady, releaseProcesses, superviseProcesses } from '../supervisor/control.ts';
import { readProcessSpecs } from '../supervisor/process-spec.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { databasesOf, findPlace, type Place } from './place.ts';
import { loadDatabase } from './postgres-tools.ts';

const STOP_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_MS = 120_000;
/** The mark of what was signed: an older one would allow what it exists to forbid, so it never comes out of a backup. */
const SIGNED_MARK = 'log-state.json';

export interface RestoreOptions {
  runDirectory: string;
  /** Six digits; 100000 for the centre. */
  node: string;
  /** Folder of one backup. */
  from: string;
  /** Only this service's database; all of the place where it is not given. */
  only?: string | undefined;
  progress: Progress;
}

/**
 * Puts a node or the centre back to a backup: its processes are stopped, its databases made anew, missing keys put back, and the
 * processes started again. What happened since the backup comes back by itself afterwards, from the rest of the federation.
 */
export async function restoreBackup(options: RestoreOptions): Promise<{ manifest: Manifest; keysPutBack: string[] }> {
  const { runDirectory, node, from, only, progress } = options;
  const manifest = readManifest(from);
  if (manifest.node !== node) throw new Error(`${from} is a backup of ${manifest.node}, not of ${node}`);
  const place = findPlace(runDirectory, node);
  const chosen = manifest.databases.filter(({ service }) => only === undefined || service === only);
  if (chosen.length === 0) throw new Error(`${from} holds no database of ${only}`);
  await progress('backup: comparing digests', () => requireWhole(from, chosen));
  const processes = readProcessSpecs(runDirectory)
    .map(({ name }) => name)
    .filter((name) => place.services.some((service) => name.startsWith(`${place.name}-${service}`)));
  const missing = place.services.filter((service) => !processes.includes(`${place.name}-${service}`));
  if (missing.length > 0) throw new Error(`${place.name} is not supervised: run ./scripts/up first`);
  const specs = await progress(`${place.name}: stopping`, () =>
    releaseProcesses(runDirectory, processes, STOP_TIMEOUT_MS),
  );
  const restoredAt = new Date();
  for (const { service, database } of databasesOf(place)) {
    const dump = chosen.find((each) => each.service === service);
    if (!dump) continue;
    await progress(`${database}: restoring`, () =>
      restoreDatabase(place, { ...dump, database, from, manifest, restoredAt }),
    );
  }
  const keysPutBack = await putBackKeys(place, from, manifest);
  await progress(`${place.name}: starting`, async () => {
    await superviseProcesses(runDirectory, specs);
    await awaitReady(runDirectory, processes, READY_TIMEOUT_MS);
  });
  return { manifest, keysPutBack };
}

type Dump = Manifest['databases'][number] & { database: string; from: string; manifest: Manifest; restoredAt: Date };

async function restoreDatabase({ infrastructure, node }: Place, dump: Dump): Promise<void> {
  const { service, database, from, file, manifest, restoredAt } = dump;
  const { postgresUrl, secrets } = infrastructure;
  await dropDatabase(postgresUrl, database);
  await ensureDatabase(postgresUrl, { database, password: secrets(databaseSecretName(database)) });
  const url = databaseUrl(infrastructure, node, service);
  await loadDatabase(url, join(from, file));
  await migrate(url, serviceMigrations(service));
  const sql = connectPostgres(url, { max: 1, applicationName: 'restore' });
  await sql.begin((tx) => markRestored(tx, { takenAt: new Date(manifest.takenAt), restoredAt }));
  await sql.end();
}

async function requireWhole(from: string, databases: Manifest['databases']): Promise<void> {
  for (const { file, sha256 } of databases) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(from, file))) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== sha256) throw new Error(`${join(from, file)} is damaged: its digest is another one`);
  }
}

/** Keys that are there stay: only lost ones come back. */
async function putBackKeys({ keyFolder }: Place, from: string, { keys }: Manifest): Promise<string[]> {
  const missing = keys.filter((name) => name !== SIGNED_MARK && !existsSync(join(keyFolder, name)));
  await mkdir(keyFolder, { recursive: true, mode: 0o700 });
  for (const name of missing) {
    await copyFile(join(from, 'keys', name), join(keyFolder, name));
    await chmod(join(keyFolder, name), 0o600);
  }
  return missing;
}
