import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { binaries } from '../postgres/cluster.ts';

/** Dumps a database into one compressed file, as of one moment. */
export function dumpDatabase(url: string, file: string): Promise<void> {
  return run('pg_dump', url, ['--format=custom', '--no-owner', '--no-acl', `--file=${file}`]);
}

/** Fills an empty database from a dump; everything becomes its owner's. */
export function loadDatabase(url: string, file: string): Promise<void> {
  const database = new URL(url).pathname.slice(1);
  return run('pg_restore', url, ['--no-owner', '--no-acl', '--exit-on-error', `--dbname=${database}`, file]);
}

/** The password goes by the environment: a command line can be read by everybody. */
async function run(program: string, url: string, args: string[]): Promise<void> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const environment = {
    PATH: process.env['PATH'],
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
  };
  const child = spawn(join(binaries(), program), args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${program} failed: ${said.trim().split('\n').at(-1) ?? ''}`);
}
