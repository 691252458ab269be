import type { Executor } from '@necips/runtime';

/** A province that records can go to. */
export interface Destination {
  code: string;
  /** Nothing more is applied of it. */
  isStopped: boolean;
}

/** Which of these provinces are enrolled, and whether they are stopped. */
export async function findDestinations(sql: Executor, codes: readonly string[]): Promise<Map<string, Destination>> {
  const rows = await sql<Destination[]>`
    select code, exists (select from node_state s where s.node = code and s.stopped_at_ms is not null) as "isStopped"
    from node where code = any (${[...codes]})`;
  return new Map(rows.map((row) => [row.code, row]));
}
