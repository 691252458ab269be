import type { Transaction } from '@necips/runtime';
import type { LogPosition } from './change.ts';

/** A record that is withdrawn here before its withdrawing leaf has its turn. */
export interface HiddenRecord {
  /** Text of a uuid. */
  pseudonym: string;
  /** The withdrawing leaf. */
  leafIndex: number;
}

/** Hides records of a province; returns the pseudonyms that were not hidden before. */
export async function insertHidden(
  tx: Transaction,
  { node, generation }: LogPosition,
  hidden: readonly HiddenRecord[],
  hiddenAtMs: number,
): Promise<string[]> {
  if (hidden.length === 0) return [];
  const rows = await tx<{ pseudonym: string }[]>`
    insert into exchange.hidden (node, generation, pseudonym, leaf_index, hidden_at_ms)
    select ${node}, ${generation}, pseudonym, max(leaf_index), ${hiddenAtMs}
    from unnest(${hidden.map(({ pseudonym }) => pseudonym)}::uuid[], ${hidden.map(({ leafIndex }) => leafIndex)}::bigint[])
      as made (pseudonym, leaf_index)
    group by pseudonym
    on conflict (node, generation, pseudonym) do nothing
    returning pseudonym`;
  return rows.map(({ pseudonym }) => pseudonym);
}

/** Which of these pseudonyms are hidden, each with its withdrawing leaf; asks once more only where any record is. */
export async function findHidden(
  tx: Transaction,
  { node, generation }: LogPosition,
  pseudonyms: () => readonly string[],
): Promise<Map<string, number>> {
  const [any] = await tx`select from exchange.hidden where node = ${node} and generation = ${generation} limit 1`;
  if (!any) return new Map();
  const rows = await tx<HiddenRecord[]>`
    select pseudonym, leaf_index as "leafIndex" from exchange.hidden
    where node = ${node} and generation = ${generation} and pseudonym = any(${[...pseudonyms()]}::uuid[])`;
  return new Map(rows.map(({ pseudonym, leafIndex }) => [pseudonym, leafIndex]));
}

/** Forgets what was hidden by leaves below an index: they have had their turn. */
export async function deleteHidden(tx: Transaction, { node, generation }: LogPosition, below: number): Promise<void> {
  await tx`
    delete from exchange.hidden where node = ${node} and generation = ${generation} and leaf_index < ${below}`;
}
