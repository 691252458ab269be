import type { Transaction } from '@necips/runtime';
import type { Change, LogPosition } from './change.ts';
import { column } from './columns.ts';
import type { RecordState } from './records.ts';

/** A publishing leaf that says nothing any more, and a later leaf with the same pseudonym. */
export interface Superseded {
  leafIndex: number;
  successorIndex: number;
}

/**
 * The leaves that these changes, in log order, supersede among those that records stand at and among themselves. Each gets
 * the next leaf about its record as its successor, whatever the changes come in, so that both levels hold equal rows.
 */
export function supersededBy(
  changes: Iterable<Change>,
  current: Iterable<RecordState>,
  generation: number,
): Superseded[] {
  const superseded: Superseded[] = [];
  const standing = new Map<string, number>();
  for (const record of current) if (record.generation === generation) standing.set(record.pseudonym, record.leafIndex);
  for (const { op, pseudonym, leafIndex } of changes) {
    const before = standing.get(pseudonym);
    if (before !== undefined && before >= leafIndex) continue;
    if (before !== undefined) superseded.push({ leafIndex: before, successorIndex: leafIndex });
    if (op === 'publish') standing.set(pseudonym, leafIndex);
    else standing.delete(pseudonym);
  }
  return superseded;
}

/** Notes that these leaves say nothing any more; what was noted before stays. */
export async function insertSuperseded(
  tx: Transaction,
  log: LogPosition,
  superseded: readonly Superseded[],
): Promise<void> {
  if (superseded.length === 0) return;
  await tx`
    insert into exchange.superseded (node, generation, leaf_index, successor_index)
    select ${log.node}, ${log.generation}, leaf_index::bigint, successor_index::bigint
    from rows from (
      string_to_table(${column(superseded, (row) => row.leafIndex)}, chr(1)),
      string_to_table(${column(superseded, (row) => row.successorIndex)}, chr(1))
    ) as superseded (leaf_index, successor_index)
    on conflict (node, generation, leaf_index) do nothing`;
}
