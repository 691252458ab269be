import type { Transaction } from '@necips/runtime';

/**
 * Notes that what was withdrawn has been deleted from a province's part of the copy, in the transaction that deletes it: the
 * files hold it until they are written anew. What has been due for longer stays the first.
 */
export async function noteErasureDue(tx: Transaction, node: string): Promise<void> {
  await tx`insert into exchange.erasure_due (node, since) values (${node}, now()) on conflict (node) do nothing`;
}
