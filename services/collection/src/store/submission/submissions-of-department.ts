import type { Transaction } from '@necips/runtime';

/** A department's submissions of which nothing is recorded and nothing refused yet, locked until the transaction ends. */
export async function lockUnprocessed(
  tx: Transaction,
  department: string,
): Promise<{ id: string; state: 'receiving' | 'received' }[]> {
  return await tx<{ id: string; state: 'receiving' | 'received' }[]>`
    select id, state from submission where department = ${department} and state in ('receiving', 'received')
    order by number for update`;
}
