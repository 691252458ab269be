import { zstdDecompressSync } from 'node:zlib';
import postgres from 'postgres';
import { holdsAny, type Needles } from './needles.ts';

const ROWS_AT_A_TIME = 500;

/**
 * Tables of a database in which the bytes occur, read through SQL, so that what PostgreSQL has compressed or stored out of line is
 * seen: texts, what text is inside other types, bytes as they are, and zstd inside bytes. Also the planner's statistics.
 */
export async function searchDatabase(url: string, needles: Needles): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'search-copies' } });
  try {
    const found: string[] = [];
    for (const { table, columns } of await tablesOf(sql)) {
      if (await tableHolds(sql, table, columns, needles)) found.push(table);
    }
    if (await statisticsHold(sql, needles)) found.push('pg_statistic');
    return found;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Names of the databases of a cluster that hold anything of ours. */
export async function listDatabases(adminUrl: string): Promise<string[]> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const rows = await sql<{ name: string }[]>`
      select datname as name from pg_database where datallowconn and datname not in ('template1', 'postgres') order by 1`;
    return rows.map(({ name }) => name);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

interface Column {
  name: string;
  isBytes: boolean;
}

async function tablesOf(sql: postgres.Sql): Promise<{ table: string; columns: Column[] }[]> {
  return sql<{ table: string; columns: Column[] }[]>`
    select format('%I.%I', n.nspname, c.relname) as table,
      json_agg(json_build_object('name', format('%I', a.attname), 'isBytes', a.atttypid = 'bytea'::regtype)) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
    group by 1 order by 1`;
}

async function tableHolds(sql: postgres.Sql, table: string, columns: Column[], needles: Needles): Promise<boolean> {
  const patterns = needles.bytes.map((needle) => `'\\x${needle.toString('hex')}'::bytea`);
  const asBytes = ({ name, isBytes }: Column) => (isBytes ? name : `convert_to(${name}::text, 'UTF8')`);
  const conditions = columns.flatMap((column) => patterns.map((each) => `position(${each} in ${asBytes(column)}) > 0`));
  const [hit] = await sql.unsafe(`select from ${table} where ${conditions.join(' or ')} limit 1`);
  if (hit) return true;
  for (const { name } of columns.filter(({ isBytes }) => isBytes)) {
    const compressed = sql.unsafe<{ bytes: Buffer }[]>(
      `select ${name} as bytes from ${table} where substring(${name} from 1 for 4) = '\\x28b52ffd'::bytea`,
    );
    for await (const rows of compressed.cursor(ROWS_AT_A_TIME)) {
      if (rows.some(({ bytes }) => holdsAny(decompressed(bytes), needles))) return true;
    }
  }
  return false;
}

async function statisticsHold(sql: postgres.Sql, needles: Needles): Promise<boolean> {
  const rows = await sql<{ said: string }[]>`
    select concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text) as said from pg_stats
    where schemaname not in ('pg_catalog', 'information_schema')`;
  return rows.some(({ said }) => holdsAny(Buffer.from(said), needles));
}

function decompressed(bytes: Buffer): Buffer {
  try {
    return zstdDecompressSync(bytes);
  } catch {
    return Buffer.alloc(0);
  }
}
