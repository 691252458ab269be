import type postgres from 'postgres';

/**
 * Removes what the planner's statistics still say of rows that are gone, where making them anew does not: of columns that are
 * not to be analysed (`set statistics 0`), of empty tables, which PostgreSQL leaves as they were, and of a partitioned table
 * as a whole, which it never analyses by itself. Naming a column's own type again drops its statistics and rewrites nothing.
 */
export async function forgetStatistics(sql: postgres.Sql, named: string): Promise<void> {
  // A partition's columns are its root's to change.
  const [{ table } = { table: named }] = await sql<{ table: string }[]>`
    select format('%I.%I', nspname, relname) as table from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where pg_class.oid = coalesce(pg_partition_root(${named}::regclass), ${named}::regclass)`;
  const stale = await sql<{ column: string; type: string }[]>`
    select distinct format('%I', a.attname) as column, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a
    where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
      and not exists (select from pg_partitioned_table p where p.partrelid = a.attrelid and a.attnum = any(p.partattrs))
      and exists (
        select from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute own on own.attrelid = c.oid and own.attname = a.attname
        join pg_stats s on s.schemaname = n.nspname and s.tablename = c.relname and s.attname = a.attname
        where c.oid in (select relid from pg_partition_tree(a.attrelid) union all select a.attrelid)
          and (own.attstattarget = 0 or c.relkind = 'p' or c.reltuples = 0))`;
  if (stale.length === 0) return;
  const changes = stale.map(({ column, type }) => `alter column ${column} type ${type}`);
  await sql.unsafe(`alter table ${table} ${changes.join(', ')}`);
  // That took the statistics of the filled partitions with it.
  const [{ isPartitioned } = { isPartitioned: false }] = await sql<{ isPartitioned: boolean }[]>`
    select relkind = 'p' as "isPartitioned" from pg_class where oid = ${table}::regclass`;
  if (!isPartitioned) return void (await sql.unsafe(`analyze ${table}`));
  const leaves = await sql<{ name: string }[]>`
    select relid::regclass::text as name from pg_partition_tree(${table}::regclass) where isleaf`;
  for (const { name } of leaves) await sql.unsafe(`analyze ${name}`);
}
