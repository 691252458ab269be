import type { Executor, Transaction } from '@necips/runtime';
import type { LatencySummary } from '../domain/latency-window.ts';

/** Roll-up latency of one province in one interval. */
export interface LatencyRow extends LatencySummary {
  node: string;
  /** Beginning of the interval, milliseconds since the epoch. */
  atMs: number;
}

/** Keeps intervals. Of two processes that both applied something of a province in one, the one that applied more is kept. */
export async function upsertLatency(tx: Transaction, rows: readonly LatencyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = rows.map(({ node, atMs, samples, p50Ms, p99Ms }) => ({
    node,
    at_ms: atMs,
    samples,
    p50_ms: p50Ms,
    p99_ms: p99Ms,
  }));
  await tx`
    insert into latency ${tx(values)}
    on conflict (node, at_ms) do update
    set samples = excluded.samples, p50_ms = excluded.p50_ms, p99_ms = excluded.p99_ms
    where excluded.samples > latency.samples`;
}

/** Forgets intervals that began before this, milliseconds since the epoch. */
export async function deleteLatencyBefore(tx: Transaction, beforeMs: number): Promise<void> {
  await tx`delete from latency where at_ms < ${beforeMs}`;
}

/** A province's latency from an instant on, in steps of so many milliseconds, the oldest first; steps without a leaf are absent. */
export async function readLatency(
  sql: Executor,
  { node, sinceMs, stepMs }: { node: string; sinceMs: number; stepMs: number },
): Promise<Omit<LatencyRow, 'node'>[]> {
  return sql<Omit<LatencyRow, 'node'>[]>`
    select at_ms / ${stepMs}::bigint * ${stepMs}::bigint as "atMs", sum(samples)::int as samples,
      round(sum(p50_ms::bigint * samples)::numeric / sum(samples))::int as "p50Ms", max(p99_ms) as "p99Ms"
    from latency where node = ${node} and at_ms >= ${sinceMs} group by 1 order by 1`;
}
