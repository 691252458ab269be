import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectPostgres, type Transaction } from './connect.ts';

/** A folder of migrations in Prisma's layout (`NNNN_name/migration.sql`) and the schema whose history it is. */
export interface MigrationFolder {
  /** PostgreSQL schema that the migrations create; each keeps its own history table. */
  schema: string;
  /** Absolute path. */
  folder: string;
}

/** Migrations of the tables that every service carries. */
export const RUNTIME_MIGRATIONS: MigrationFolder = {
  schema: 'runtime',
  folder: join(import.meta.dirname, '../../prisma/migrations'),
};

// Any fixed number: two appliers at once must take turns.
const MIGRATION_LOCK = 77_201_704;

/**
 * Applies what is missing, each migration in a transaction of its own, and returns the names applied. History is kept in
 * Prisma's own table with its checksums, so `prisma migrate status` and `deploy` agree with it. A migration that was
 * changed after it was applied is refused.
 */
export async function migrate(url: string, folders: MigrationFolder[]): Promise<string[]> {
  const sql = connectPostgres(url, { max: 1, applicationName: 'migrate', statementTimeoutMs: 0 });
  const applied: string[] = [];
  try {
    for (const { schema, folder } of folders) {
      for (const name of await migrationNames(folder)) {
        const script = await readFile(join(folder, name, 'migration.sql'), 'utf8');
        if (await sql.begin((tx) => applyOnce(tx, schema, name, script))) applied.push(`${schema}/${name}`);
      }
    }
    return applied;
  } finally {
    await sql.end();
  }
}

async function migrationNames(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function applyOnce(tx: Transaction, schema: string, name: string, script: string): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
  await tx.unsafe(`create schema if not exists "${schema}"`);
  await tx.unsafe(`create table if not exists "${schema}"._prisma_migrations (
    id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
    logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  const checksum = createHash('sha256').update(script).digest('hex');
  const [known] = await tx<{ checksum: string }[]>`
    select checksum from ${tx(schema)}._prisma_migrations where migration_name = ${name}`;
  if (known && known.checksum !== checksum) {
    throw new Error(`migration ${schema}/${name} was changed after it was applied: write a new one instead`);
  }
  if (known) return false;
  await tx.unsafe(script);
  await tx`insert into ${tx(schema)}._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    values (${randomUUID()}, ${checksum}, ${name}, now(), 1)`;
  return true;
}
