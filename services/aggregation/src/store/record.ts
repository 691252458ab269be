import type { Transaction } from '@necips/runtime';

/**
 * Identities of the current records of a node that bear these pseudonyms. Pseudonyms are not indexed, since only a withdrawal
 * that does not name its record needs this: it reads the node's partition, some 100 ms a million records.
 */
export async function findRecordIdsByPseudonym(tx: Transaction, node: string, pseudonyms: string[]): Promise<string[]> {
  if (pseudonyms.length === 0) return [];
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from exchange.record where node = ${node} and pseudonym = any(${pseudonyms}::uuid[])`;
  return rows.map(({ recordId }) => recordId);
}
