import { createHash, randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MigrationFolder, migrate } from '@necips/runtime';
import postgres from 'postgres';
import { connectAdmin, copyDatabase, dropDatabase, ensureDatabase, withDatabase } from '../postgres/databases.ts';
import { until } from '../until.ts';
import { testInfrastructure } from './test-infrastructure.ts';

/** A database of its own for one test; dropped with the scope. */
export interface TestDatabase extends AsyncDisposable {
  /** Connection URL of its owner, who is no superuser. */
  url: string;
}

const OWNER = 'necips_test';
const OBJECT_IN_USE = '55006';
const TEMPLATE_LOCK = 1_913_884_201;

/**
 * Creates a database with these migrations applied. They are applied once to a template, which every further database
 * copies in about 20 ms.
 */
export async function createTestDatabase(migrations: readonly MigrationFolder[]): Promise<TestDatabase> {
  const { postgresUrl, secrets } = await testInfrastructure([]);
  const account = { username: OWNER, password: secrets(`postgres/${OWNER}`) };
  const template = await ensureTemplate(postgresUrl, account, [...migrations]);
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await copyDatabase(postgresUrl, database, template, OWNER);
  return {
    url: withDatabase(postgresUrl, database, account),
    [Symbol.asyncDispose]: () => dropDatabase(postgresUrl, database),
  };
}

/** A copy of a test's database as it is now, like a backup of it; whoever is connected to it is cut off. Dropped with the scope. */
export async function copyTestDatabase(url: string): Promise<TestDatabase> {
  const { postgresUrl, secrets } = await testInfrastructure([]);
  const original = new URL(url).pathname.slice(1);
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await using admin = connectAdmin(postgresUrl);
  // Whoever is cut off may be back before the copy begins.
  await until(async () => {
    await admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${original}`;
    return await copyDatabase(postgresUrl, database, original, OWNER).then(
      () => true,
      (error: unknown) => {
        if (error instanceof postgres.PostgresError && error.code === OBJECT_IN_USE) return false;
        throw error;
      },
    );
  });
  return {
    url: withDatabase(postgresUrl, database, { username: OWNER, password: secrets(`postgres/${OWNER}`) }),
    [Symbol.asyncDispose]: () => dropDatabase(postgresUrl, database),
  };
}

async function ensureTemplate(adminUrl: string, account: Account, migrations: MigrationFolder[]): Promise<string> {
  const template = `template_${digestOf(migrations)}`;
  await using admin = connectAdmin(adminUrl);
  const { sql } = admin;
  await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`;
  const [finished] = await sql`select 1 from pg_database where datname = ${template} and datistemplate`;
  if (finished) return template;
  await ensureDatabase(adminUrl, { database: OWNER, password: account.password });
  await dropDatabase(adminUrl, template);
  await copyDatabase(adminUrl, template, OWNER, OWNER);
  await migrate(withDatabase(adminUrl, template, account), migrations);
  // Marked last: a template that was left unfinished is made again.
  await sql`alter database ${sql(template)} is_template true`;
  return template;
}

// The names of a history and the texts of its migrations: a template is never used for another history.
function digestOf(migrations: readonly MigrationFolder[]): string {
  const hash = createHash('sha256');
  for (const { schema, folder } of migrations) {
    hash.update(`${schema}\0`);
    for (const file of globSync('*/migration.sql', { cwd: folder }).sort()) {
      hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

type Account = { username: string; password: string };
