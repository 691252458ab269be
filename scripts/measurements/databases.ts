import { connectPostgres, type Sql } from '@necips/runtime';
import type { LocalFederation } from '@necips/testbed';

/** Opens a database of the federation's PostgreSQL as its superuser. */
export function openDatabase(federation: LocalFederation, database: string): Sql {
  const url = new URL(federation.endpoints.postgres);
  url.pathname = `/${database}`;
  return connectPostgres(url.href, { max: 6, applicationName: 'bench', statementTimeoutMs: 0 });
}

/** Opens a new, empty database, and drops it in the end. */
export async function temporaryDatabase(
  federation: LocalFederation,
  name: string,
): Promise<{ sql: Sql; url: string } & AsyncDisposable> {
  const admin = openDatabase(federation, 'postgres');
  const database = `bench_${name}`;
  await admin.unsafe(`drop database if exists ${database} with (force)`);
  await admin.unsafe(`create database ${database} template template0 lc_collate 'C' lc_ctype 'C.UTF-8'`);
  const url = new URL(federation.endpoints.postgres);
  url.pathname = `/${database}`;
  const sql = openDatabase(federation, database);
  const drop = async () => {
    await sql.end();
    await admin.unsafe(`drop database ${database} with (force)`);
    await admin.end();
  };
  return { sql, url: url.href, [Symbol.asyncDispose]: drop };
}
