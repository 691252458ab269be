import { rewriteTables } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { clearErasureDue, readErasureDue } from '../../store/erasure-due.ts';

const HOUR_MS = 3_600_000;

/**
 * Rewrites the tables out of which content was deleted long enough ago, so that nothing of it is left in their files. What a
 * transaction that is still open might see is kept by PostgreSQL; such tables stay due. Readers wait while a table is written.
 */
export async function rewriteDueTables(
  { sql, now, limits, events }: Pick<Context, 'sql' | 'now' | 'limits' | 'events'>,
  signal: AbortSignal,
): Promise<void> {
  const due = await readErasureDue(sql, new Date(now() - limits.rewriteAfterHours * HOUR_MS));
  if (due.length === 0) return;
  const { tables, deadRowsKept, isWalGone } = await rewriteTables(
    sql,
    due.map(({ table }) => table),
    { signal },
  );
  if (deadRowsKept === 0) await clearErasureDue(sql, due);
  events.tablesRewritten({ tables, deadRowsKept, isWalGone });
}
