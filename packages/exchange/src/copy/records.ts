import type { Executor, Transaction } from '@necips/runtime';
import type { Change, LogPosition } from './change.ts';
import { column, listOf } from './columns.ts';

/** Where a current record stands in its province's log. */
export interface RecordState {
  version: number;
  generation: number;
  leafIndex: number;
  /** Text of a uuid. */
  pseudonym: string;
  subjectId: string;
  item: string;
  /** Time of the leaf, milliseconds since the epoch. */
  timeMs: number;
}

/** The current records of a province among these, by recordId; one that is not shown is absent. */
export async function findRecords(
  executor: Executor,
  node: string,
  recordIds: string[],
): Promise<Map<string, RecordState>> {
  if (recordIds.length === 0) return new Map();
  // Not prepared: a plan made while the partition was empty reads all of it, and a session would keep that plan.
  const rows = await executor.unsafe<(RecordState & { recordId: string })[]>(FIND, [
    node,
    column(recordIds, (recordId) => recordId),
  ]);
  return new Map(rows.map(({ recordId, ...state }) => [recordId, state]));
}

const FIND = `
  select record_id as "recordId", version, generation, leaf_index as "leafIndex", pseudonym,
    subject_id as "subjectId", item, time_ms as "timeMs"
  from exchange.record where node = $1 and record_id = any(${listOf(2)})`;

/** Makes these current; none of these records is (`deleteRecords`). */
export async function insertRecords(tx: Transaction, log: LogPosition, published: Change[]): Promise<void> {
  if (published.length === 0) return;
  await tx`
    insert into exchange.record
      (node, record_id, subject_id, item, version, generation, leaf_index, pseudonym, time_ms)
    select ${log.node}, record_id, subject_id, item, version::bigint, ${log.generation}, leaf_index::bigint,
      pseudonym::uuid, time_ms::bigint
    from rows from (
      string_to_table(${column(published, (change) => change.recordId)}, chr(1)),
      string_to_table(${column(published, (change) => change.subjectId)}, chr(1)),
      string_to_table(${column(published, (change) => change.item)}, chr(1)),
      string_to_table(${column(published, (change) => change.version)}, chr(1)),
      string_to_table(${column(published, (change) => change.leafIndex)}, chr(1)),
      string_to_table(${column(published, (change) => change.pseudonym)}, chr(1)),
      string_to_table(${column(published, (change) => change.timeMs)}, chr(1))
    ) as change (record_id, subject_id, item, version, leaf_index, pseudonym, time_ms)`;
}

/** Forgets records that are shown no longer, or are about to be shown in a newer version. */
export async function deleteRecords(tx: Transaction, node: string, recordIds: string[]): Promise<void> {
  if (recordIds.length === 0) return;
  await tx.unsafe(`delete from exchange.record where node = $1 and record_id = any(${listOf(2)})`, [
    node,
    column(recordIds, (recordId) => recordId),
  ]);
}

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
