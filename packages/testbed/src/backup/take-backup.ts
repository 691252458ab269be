import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectPostgres } from '@necips/runtime';
import { writeJson } from '../files.ts';
import type { Progress } from '../progress.ts';
import { databaseUrl } from '../service-processes.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { databasesOf, findPlace, type Place } from './place.ts';
import { dumpDatabase } from './postgres-tools.ts';

/** For this long the backup waits for publication to have published what collection had recorded. */
const SETTLE_MS = 60_000;
const POLL_MS = 100;
const DAY_MS = 86_400_000;

export interface BackupOptions {
  runDirectory: string;
  /** Six digits; 100000 for the centre. */
  node: string;
  /** Folder of backups. */
  to: string;
  /** Older backups of this place are deleted; all are kept where it is not given. */
  keepDays: number | undefined;
  progress: Progress;
}

/**
 * Takes a backup of a node or the centre while it runs: a dump of each database, copies of its keys, and a manifest. It appears
 * under its name only when it is whole. Answers its folder.
 */
export async function takeBackup(
  options: BackupOptions,
): Promise<{ folder: string; manifest: Manifest; pruned: number }> {
  const { runDirectory, node, to, progress } = options;
  const place = findPlace(runDirectory, node);
  const takenAt = new Date();
  const folder = join(to, `${place.name}-${takenAt.toISOString().replaceAll(/[:.]/g, '-')}`);
  const unfinished = `${folder}.unfinished`;
  mkdirSync(to, { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    const databases: Manifest['databases'] = [];
    let isSettled = true;
    for (const { service, database } of databasesOf(place)) {
      const file = `${service}.dump`;
      const path = join(unfinished, file);
      await progress(`${database}: dumping`, () =>
        dumpDatabase(databaseUrl(place.infrastructure, node, service), path),
      );
      await chmod(path, 0o600);
      databases.push({ service, file, bytes: statSync(path).size, sha256: await digestOf(path) });
      if (service === 'collection') {
        isSettled = await progress(`${node}: waiting until all of it is published`, () => settle(place));
      }
    }
    const keys = await copyKeys(place, join(unfinished, 'keys'));
    const logs = await readLogs(place);
    const manifest: Manifest = { format: 1, node, takenAt: takenAt.toISOString(), databases, keys, logs, isSettled };
    writeJson(join(unfinished, 'manifest.json'), manifest);
    renameSync(unfinished, folder);
    return { folder, manifest, pruned: prune(options, place, takenAt) };
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Waits until publication has published what collection's dump holds, and is dumped after: then a record that collection has
 * and publication does not show was withdrawn after the backup, and never waiting to be published.
 */
async function settle(place: Place): Promise<boolean> {
  const [collection, publication] = [open(place, 'collection'), open(place, 'publication')];
  try {
    const [feed] = await collection<{ sequence: number }[]>`
      select coalesce(max(sequence), 0) as sequence from record_version`;
    for (const deadline = Date.now() + SETTLE_MS; Date.now() < deadline; await delay(POLL_MS)) {
      const [cursor] = await publication<{ sequence: number }[]>`select sequence from runtime.feed_cursor`;
      if ((cursor?.sequence ?? 0) >= (feed?.sequence ?? 0)) return true;
    }
    return false;
  } finally {
    await Promise.all([collection.end(), publication.end()]);
  }
}

async function readLogs(place: Place): Promise<Manifest['logs']> {
  const isCentre = place.name === 'centre';
  const sql = open(place, isCentre ? 'aggregation' : 'publication');
  const rows = isCentre
    ? await sql<LogRow[]>`select node, generation, verified_size as size, root from node_state order by node`
    : await sql<LogRow[]>`select ${place.node} as node, generation, size, root from log_state order by generation`;
  await sql.end();
  return rows.map(({ root, ...log }) => ({ ...log, root: root.toString('base64') }));
}

type LogRow = { node: string; generation: number; size: number; root: Buffer };

function open({ infrastructure, node }: Place, service: 'collection' | 'publication' | 'aggregation') {
  return connectPostgres(databaseUrl(infrastructure, node, service), { max: 1, applicationName: 'backup' });
}

async function copyKeys({ keyFolder }: Place, to: string): Promise<string[]> {
  await mkdir(to, { mode: 0o700 });
  const names = existsSync(keyFolder) ? readdirSync(keyFolder).sort() : [];
  const files = names.filter((name) => statSync(join(keyFolder, name)).isFile());
  for (const name of files) {
    await copyFile(join(keyFolder, name), join(to, name));
    await chmod(join(to, name), 0o600);
  }
  return files;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Deletes this place's older backups: what was withdrawn must be gone from them by a deadline. */
function prune({ to, keepDays }: BackupOptions, { name, node }: Place, now: Date): number {
  if (keepDays === undefined) return 0;
  const old = readdirSync(to).filter((entry) => {
    if (!entry.startsWith(`${name}-`) || !existsSync(join(to, entry, 'manifest.json'))) return false;
    const manifest = readManifest(join(to, entry));
    return manifest.node === node && Date.parse(manifest.takenAt) < now.getTime() - keepDays * DAY_MS;
  });
  for (const entry of old) rmSync(join(to, entry), { recursive: true });
  return old.length;
}
