import { findRecords } from '@necips/exchange';
import type { Transaction } from '@necips/runtime';
import type { CurrentRecord } from '../domain/succession.ts';

/** The current records of a node among these ids. */
export async function findCurrentRecords(tx: Transaction, node: string, recordIds: string[]): Promise<CurrentRecord[]> {
  if (recordIds.length === 0) return [];
  const found = await findRecords(tx, node, recordIds);
  return [...found].map(([recordId, { pseudonym, version, item, subjectId }]) => ({
    recordId,
    pseudonym,
    version,
    item,
    subjectId,
  }));
}

/**
 * The current records of a node that bear these pseudonyms. Pseudonyms are not indexed, since only a withdrawal that does not
 * name its record needs this: it reads the node's partition, some 100 ms a million records.
 */
export async function findRecordsByPseudonym(
  tx: Transaction,
  node: string,
  pseudonyms: string[],
): Promise<CurrentRecord[]> {
  if (pseudonyms.length === 0) return [];
  return tx<CurrentRecord[]>`
    select record_id as "recordId", pseudonym, version, item, subject_id as "subjectId"
    from exchange.record where node = ${node} and pseudonym = any(${pseudonyms}::uuid[])`;
}
