import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathDigest } from '../checkout.ts';
import { runCommand } from '../run-command.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';

/** A PostgreSQL server of its own on the loopback address. */
export interface PostgresCluster {
  /** Its folder; `data/` below it. */
  directory: string;
  port: number;
  /** Password of the superuser `postgres`. */
  password: string;
  /** False only for throwaway clusters: a crash of the machine may then cost the data. */
  durable: boolean;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  // Checkpoints every few minutes, spread out: each one makes the pages touched after it be logged whole.
  max_wal_size: '2GB',
  min_wal_size: '256MB',
  checkpoint_timeout: '10min',
  checkpoint_completion_target: '0.9',
  wal_compression: 'lz4',
  // What was erased must go from the log too: old segments are deleted, not kept as room for new ones with all that is in them.
  wal_recycle: 'off',
  wal_keep_size: '0',
  // A failing row or a doubled key is quoted in the detail, and the server's log is kept longer than what was withdrawn.
  log_error_verbosity: 'terse',
  random_page_cost: '1.1',
  effective_cache_size: '1GB',
  // Short statements only; compiling one takes longer than running it.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Makes the cluster unless it exists. Its databases are created from `template0`; see `ensureDatabase`. */
export async function preparePostgres(cluster: PostgresCluster): Promise<void> {
  const data = join(cluster.directory, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const unfinished = join(cluster.directory, 'unfinished');
  const passwordFile = join(cluster.directory, 'password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(cluster.directory, { recursive: true });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  for (const path of [cluster.directory, passwordFile]) giveToServer(path);
  const [command, ...args] = asServer([
    join(binaries(), 'initdb'),
    '-D',
    unfinished,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(cluster.durable ? [] : ['--no-sync']),
  ]);
  // The server's account may not be allowed into our working directory.
  await runCommand(command, args, cluster.directory);
  rmSync(passwordFile);
  renameSync(unfinished, data);
}

/** The process that serves the cluster. */
export function postgresProcess(cluster: PostgresCluster): ProcessSpec {
  const data = join(cluster.directory, 'data');
  const settings: Record<string, string> = {
    ...SETTINGS,
    port: String(cluster.port),
    ...(!cluster.durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, ...args] = asServer([join(binaries(), 'postgres'), '-D', data, ...flags]);
  return {
    name: 'postgres',
    command,
    args,
    cwd: cluster.directory,
    env: {},
    after: [],
    ready: { port: cluster.port },
    stopSignal: 'SIGINT', // "Fast": open transactions are rolled back, no client is waited for.
    stopWithinMs: 30_000,
    postgresData: data,
  };
}

/** Connection URL of the superuser. */
export function postgresUrl(cluster: Pick<PostgresCluster, 'port' | 'password'>): string {
  return `postgres://postgres:${cluster.password}@127.0.0.1:${cluster.port}/postgres`;
}

/**
 * The folder for a cluster of this run folder: below it where the server's account can go there. PostgreSQL refuses to run
 * as root, and its own account cannot pass a folder that only root may enter.
 */
export function clusterDirectory(runDirectory: string): string {
  if (!isRoot() || isOpenToAll(runDirectory)) return join(runDirectory, 'postgres');
  return join('/var/tmp', `necips-${pathDigest(runDirectory)}`, 'postgres');
}

function isOpenToAll(path: string): boolean {
  if (existsSync(path) && (statSync(path).mode & 0o001) === 0) return false;
  return path === '/' || isOpenToAll(dirname(path));
}

/** Lets the server's account own a file, where it is another one than ours. */
export function giveToServer(path: string): void {
  if (!isRoot()) return;
  const account = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  chownSync(path, account('-u'), account('-g'));
}

function asServer(command: [string, ...string[]]): [string, ...string[]] {
  if (!isRoot()) return command;
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--', ...command];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Folder of PostgreSQL's programs, of the newest version that is installed. */
export function binaries(): string {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isInteger) : [];
  const newest = versions.sort((a, b) => b - a).find((version) => existsSync(join(debian, `${version}/bin/postgres`)));
  if (newest !== undefined) return join(debian, `${newest}/bin`);
  return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8' }).trim();
}
