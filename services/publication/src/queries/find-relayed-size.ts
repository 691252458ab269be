import type { Executor } from '@necips/runtime';

/** How many leaves the federation's Kafka has acknowledged. */
export async function findRelayedSize(sql: Executor, generation: number): Promise<number> {
  const [row] = await sql<{ size: number }[]>`
    select relayed_size as size from relay_state where generation = ${generation}`;
  return row?.size ?? 0;
}
