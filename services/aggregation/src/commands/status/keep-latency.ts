import type { Context } from '../../context.ts';
import { deleteLatencyBefore, type LatencyRow, upsertLatency } from '../../store/latency.ts';

/** Keeps what one interval has shown of each province, and forgets what is older than it is kept. */
export async function keepLatency(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  rows: readonly LatencyRow[],
  keepMs: number,
): Promise<void> {
  await sql.begin(async (tx) => {
    await upsertLatency(tx, rows);
    await deleteLatencyBefore(tx, now() - keepMs);
  });
}
