import type { Executor, Transaction } from '@necips/runtime';
import type { LogPosition } from './change.ts';

/** What is left of a record that was lawfully withdrawn. */
export interface Tombstone {
  /** Keyed hash of the record's identity, 32 bytes. */
  tombstone: Uint8Array;
  /** Its withdrawing leaf; -1 where the record was never shown. */
  leafIndex: number;
}

/** Keeps tombstones of a province; one that is known moves on to a later leaf. */
export async function insertTombstones(
  tx: Transaction,
  { node, generation }: LogPosition,
  tombstones: readonly Tombstone[],
): Promise<void> {
  if (tombstones.length === 0) return;
  await tx`
    insert into exchange.tombstone as known (node, tombstone, leaf_index, generation)
    select ${node}, decode(tombstone, 'hex'), max(leaf_index), ${generation} from unnest(
      ${tombstones.map(({ tombstone }) => Buffer.from(tombstone).toString('hex'))}::text[],
      ${tombstones.map(({ leafIndex }) => leafIndex)}::bigint[]) as made (tombstone, leaf_index)
    group by tombstone
    on conflict (node, tombstone) do update set leaf_index = excluded.leaf_index, generation = excluded.generation
    where (excluded.generation, excluded.leaf_index) > (known.generation, known.leaf_index) and excluded.leaf_index >= 0`;
}

/** Tombstones of the withdrawing leaves in a range, by leaf index. */
export async function readTombstones(
  executor: Executor,
  { node, generation, fromIndex, toIndex }: LogPosition & { fromIndex: number; toIndex: number },
): Promise<Map<number, Buffer>> {
  const rows = await executor<{ leafIndex: number; tombstone: Buffer }[]>`
    select leaf_index as "leafIndex", tombstone from exchange.tombstone
    where node = ${node} and generation = ${generation} and leaf_index >= ${fromIndex} and leaf_index < ${toIndex}`;
  return new Map(rows.map(({ leafIndex, tombstone }) => [leafIndex, tombstone]));
}
