import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import postgres from 'postgres';
import type { Sql } from './connect.ts';
import { forgetStatistics } from './forget-statistics.ts';

/** A rewriting waits at most this long for a table: whoever wants to read it meanwhile waits behind. */
const LOCK_TIMEOUT_MS = 2_000;
const ATTEMPTS_MAX = 10;
const PAUSE_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';
/**
 * What VACUUM FULL says of statistics that are dead, might still be seen, and whose values stood out of line in a place that
 * autovacuum has cleaned meanwhile. They are gone as soon as nobody can see them.
 */
const VALUE_GONE = 'XX001';
const NO_RIGHT = '42501';

/**
 * Rewrites tables so that nothing is left of the rows that were deleted from them: heap, TOAST and indexes are written anew,
 * the planner's statistics are made anew from what remains, and the write-ahead log begins a new segment, so that the old ones
 * go (`wal_recycle = off`, no archive, no slot that lags). Each table is locked against readers while it is rewritten.
 *
 * `tables` bear their schema, `schema.table`; of a partitioned one every partition is rewritten. The role owns the database,
 * is a member of `pg_checkpoint` and may execute `pg_switch_wal`; without the last two, `isWalGone` is false. Rejects with
 * PostgreSQL's `55P03` where a table stays in use, and with whatever else PostgreSQL says; repeating is harmless.
 */
export async function rewriteTables(
  sql: Sql,
  tables: readonly string[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<Rewriting> {
  assert(
    tables.every((table) => /^[a-z_]\w*\.[a-z_]\w*$/.test(table)),
    'A table is named with its schema.',
  );
  let deadRowsKept = 0;
  // A connection of its own: rewriting takes as long as it takes, and PostgreSQL tells by notices what it had to keep.
  const connection = postgres({
    ...(sql.options as unknown as postgres.Options<Record<string, never>>),
    max: 1,
    onnotice: (notice) => {
      deadRowsKept += keptRows(notice);
    },
    connection: { application_name: 'rewrite tables', statement_timeout: 0, lock_timeout: LOCK_TIMEOUT_MS },
  });
  const abort = () => void connection.end({ timeout: 0 });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const leaves = (await Promise.all(tables.map((table) => partitionsOf(connection, table)))).flat();
    for (const leaf of leaves) await insist(() => connection.unsafe(`vacuum (full, analyze, verbose) ${leaf}`), signal);
    for (const table of tables) await forgetStatistics(connection, table);
    // What the statistics said before stands in their own table as deleted rows.
    await insist(() => connection.unsafe('vacuum (full, verbose) pg_catalog.pg_statistic'), signal);
    return { tables: leaves, deadRowsKept, isWalGone: await beginWalAnew(connection) };
  } finally {
    signal?.removeEventListener('abort', abort);
    await connection.end({ timeout: 5 });
  }
}

/** What a rewriting achieved. */
export interface Rewriting {
  /** The tables and partitions that were rewritten. */
  tables: string[];
  /**
   * Deleted rows that were copied along because a transaction that is still open might see them, statistics included; 0
   * when all are gone. To be repeated otherwise.
   */
  deadRowsKept: number;
  /** Whether the write-ahead log of before was left behind; false where the role has not the right. */
  isWalGone: boolean;
}

async function partitionsOf(sql: postgres.Sql, table: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select format('%I.%I', nspname, relname) as name
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where pg_class.oid in (select relid from pg_partition_tree(${table}::regclass) where isleaf)
      or (pg_class.oid = ${table}::regclass and relkind = 'r')
    order by 1`;
  return rows.map(({ name }) => name);
}

/** Tries again while a reader holds the table, so that a rewriting never makes others wait long, or deleted values. */
async function insist(work: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      const isPassing = [LOCK_NOT_AVAILABLE, VALUE_GONE].includes(codeOf(error) ?? '');
      if (!isPassing || attempt === ATTEMPTS_MAX) throw error;
      await delay(PAUSE_MS * attempt, undefined, { ...(signal && { signal }) });
    }
  }
}

/** A new segment, and a checkpoint behind which nothing older is needed. */
async function beginWalAnew(sql: postgres.Sql): Promise<boolean> {
  try {
    await sql`select pg_switch_wal()`;
    await sql`checkpoint`;
    return true;
  } catch (error) {
    if (codeOf(error) === NO_RIGHT) return false;
    throw error;
  }
}

/** `vacuum (full, verbose)` begins its detail, in whatever language, with how many dead rows could not be removed. */
function keptRows({ detail }: postgres.Notice): number {
  return Number(/^\d+/.exec(String(detail ?? ''))?.[0] ?? 0);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof postgres.PostgresError ? error.code : undefined;
}
