import type { Context } from '../context.ts';

/**
 * Notes how many leaves Kafka has acknowledged. Without waiting for the disk: what a crash forgets is relayed again, and the
 * centre drops leaves that it has.
 */
export async function storeRelayedSize({ sql }: Pick<Context, 'sql'>, generation: number, size: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local synchronous_commit = off`;
    await tx`update relay_state set relayed_size = ${size} where generation = ${generation}`;
  });
}
