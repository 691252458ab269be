import { rewriteTables, type Sql } from '@necips/runtime';

// Any fixed number: two processes on one database rewrite its tables one after the other.
const ERASURE_LOCK = 19_870_419;

/** Tables of the copy in which withdrawn rows of a province stood, besides its own partitions. */
const COMMON_TABLES = ['exchange.subject', 'exchange.hidden', 'exchange.difference'];

export interface ErasureOptions {
  /** What was deleted this long ago is due, in milliseconds. */
  afterMs: number;
  /** Tables besides those of the public copy that are to be rewritten, with their schema. */
  besides: readonly string[];
  signal: AbortSignal;
}

/** What one erasure achieved. */
export interface Erasure {
  /** Provinces whose parts were rewritten. */
  nodes: string[];
  durationMs: number;
  /** Rows that an open transaction might still see: the erasure is to be repeated. */
  deadRowsKept: number;
  /** False where the role may not begin the write-ahead log anew: what was deleted stays in it until it goes by itself. */
  isWalGone: boolean;
}

/**
 * Rewrites the files that hold what was withdrawn longest ago, where that is due; undefined where nothing is, or another process
 * does it. What was deleted before it began is then gone from heap, TOAST, indexes, statistics and write-ahead log; what is
 * deleted meanwhile stays due.
 */
export async function eraseDue(sql: Sql, { afterMs, besides, signal }: ErasureOptions): Promise<Erasure | undefined> {
  const due = await sql<DueRow[]>`
    select node, marks, now() as "beganAt" from exchange.erasure_due
    where since <= now() - make_interval(secs => ${afterMs / 1_000}) order by node`;
  if (due.length === 0) return undefined;
  const holder = await sql.reserve();
  try {
    const [lock] = await holder<{ isHeld: boolean }[]>`select pg_try_advisory_lock(${ERASURE_LOCK}) as "isHeld"`;
    if (!lock?.isHeld) return undefined;
    try {
      return await rewrite(sql, due, besides, signal);
    } finally {
      await holder`select pg_advisory_unlock(${ERASURE_LOCK})`;
    }
  } finally {
    holder.release();
  }
}

async function rewrite(
  sql: Sql,
  due: readonly DueRow[],
  besides: readonly string[],
  signal: AbortSignal,
): Promise<Erasure> {
  const startedAt = performance.now();
  const partitions = due.flatMap(({ node }) => [`exchange.record_content_${node}`, `exchange.record_${node}`]);
  const { deadRowsKept, isWalGone } = await rewriteTables(sql, [...partitions, ...COMMON_TABLES, ...besides], {
    signal,
  });
  const durationMs = Math.round(performance.now() - startedAt);
  const erasure = { nodes: due.map(({ node }) => node), durationMs, deadRowsKept, isWalGone };
  if (deadRowsKept > 0) return erasure;
  await sql.begin(async (tx) => {
    for (const { node, marks, beganAt } of due) {
      await tx`
        insert into exchange.erasure (node, ended_at, erased_until, duration_ms, is_wal_gone)
        values (${node}, now(), ${beganAt}, ${durationMs}, ${isWalGone})
        on conflict (node) do update set ended_at = excluded.ended_at, erased_until = excluded.erased_until,
          duration_ms = excluded.duration_ms, is_wal_gone = excluded.is_wal_gone`;
      await tx`delete from exchange.erasure_due where node = ${node} and marks = ${marks}`;
      await tx`update exchange.erasure_due set since = greatest(since, ${beganAt}) where node = ${node}`;
    }
  });
  return erasure;
}

interface DueRow {
  node: string;
  marks: number;
  beganAt: Date;
}
