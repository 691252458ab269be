import type { Transaction } from '@necips/runtime';

/** Notes that the centre has at least these leaves: they need no relaying. */
export async function updateRelayedSize(tx: Transaction, generation: number, size: number): Promise<void> {
  await tx`
    update relay_state set relayed_size = greatest(relayed_size, ${size}) where generation = ${generation}`;
}
