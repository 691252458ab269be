import { countCarriedOver } from '@necips/exchange';
import type { Sql } from '@necips/runtime';

/** A new generation of a province's log in which not everything that is shown has a leaf yet. */
export interface CarryOver {
  previousGeneration: number;
  /** Leaves of the older log that were verified. */
  previousSize: number;
  /** To be carried over, as the first leaf says; null while the province has not begun. */
  records: number | null;
  /** Records shown here that have a leaf in the new log. */
  carried: number;
}

/** Carryings over that are under way or waited for, by node. There are few at any time, so that records are counted. */
export async function listCarryOvers(sql: Sql, node: string | undefined): Promise<Map<string, CarryOver>> {
  const rows = await sql<{ node: string; generation: number; previousSize: number; records: number | null }[]>`
    select g.node, g.generation, previous_size as "previousSize", records
    from exchange.log_generation g join node_state s on s.node = g.node and s.generation = g.generation
    where carried_over_at is null ${node === undefined ? sql`` : sql`and g.node = ${node}`}`;
  const counted = rows.map(async ({ node: code, generation, previousSize, records }) => {
    const { carried } = await countCarriedOver(sql, { node: code, generation });
    return [code, { previousGeneration: generation - 1, previousSize, records, carried }] as const;
  });
  return new Map(await Promise.all(counted));
}
