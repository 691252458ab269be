import postgres from 'postgres';
import { until } from '../until.ts';

const CANNOT_CONNECT_NOW = '57P03';

/** A database with an owner of its own, who may enter no other. */
export interface DatabaseOwner {
  database: string;
  /** Password of the role that has the database's name and owns it. */
  password: string;
}

/** Waits until the server takes statements: it listens before that, and refuses with `cannot_connect_now`. */
export async function awaitStatements(adminUrl: string): Promise<void> {
  await until(async () => {
    await using admin = connectAdmin(adminUrl);
    return admin.sql`select 1`.catch((error: unknown) => {
      if (error instanceof postgres.PostgresError && error.code === CANNOT_CONNECT_NOW) return undefined;
      throw error;
    });
  });
}

/** Creates the database and its owner unless they exist. `adminUrl` is a superuser's. */
export async function ensureDatabase(adminUrl: string, { database, password }: DatabaseOwner): Promise<void> {
  await using admin = connectAdmin(adminUrl);
  const { sql } = admin;
  const name = sql(database);
  const [role] = await sql`select 1 from pg_roles where rolname = ${database}`;
  if (!role) await sql`create role ${name} login`;
  // Utility statements take no parameters; the password is ours and has no quotes.
  await sql.unsafe(`alter role ${quoteName(database)} password '${password}'`);
  const [existing] = await sql`select 1 from pg_database where datname = ${database}`;
  if (!existing) await createDatabase(sql, database);
  await allowErasure(adminUrl, database);
}

async function createDatabase(sql: postgres.Sql, database: string): Promise<void> {
  const name = sql(database);
  // Chinese sorts by code point and still counts as letters (pg_trgm, lower()).
  await sql`create database ${name} owner ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`;
  await sql`revoke connect on database ${name} from public`;
}

/** What erasing needs besides owning the tables: beginning the write-ahead log anew, so that its old segments go. */
async function allowErasure(adminUrl: string, database: string): Promise<void> {
  await using admin = connectAdmin(withDatabase(adminUrl, database));
  const role = admin.sql(database);
  await admin.sql`grant pg_checkpoint to ${role}`;
  await admin.sql`grant execute on function pg_catalog.pg_switch_wal() to ${role}`;
}

/** Creates a database as a copy of another one that nobody is connected to, in about 20 ms. */
export async function copyDatabase(adminUrl: string, database: string, template: string, owner: string): Promise<void> {
  await using admin = connectAdmin(adminUrl);
  const { sql } = admin;
  await sql`create database ${sql(database)} template ${sql(template)} owner ${sql(owner)}`;
}

/** Drops a database, ending those connected to it. Nothing happens where there is none. */
export async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  await using admin = connectAdmin(adminUrl);
  await admin.sql`drop database if exists ${admin.sql(database)} with (force)`;
}

/** The URL with another database, and another account where one is given. */
export function withDatabase(url: string, database: string, account?: { username: string; password: string }): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (account) Object.assign(changed, account);
  return changed.href;
}

/** One connection for a few statements; it closes with the scope. */
export function connectAdmin(url: string): { sql: postgres.Sql } & AsyncDisposable {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'testbed' } });
  return { sql, [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }) };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
