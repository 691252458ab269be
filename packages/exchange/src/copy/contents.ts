import type { Executor, Transaction } from '@necips/runtime';
import type { Change, LogPosition } from './change.ts';
import { column, listOf } from './columns.ts';

/** What a leaf commits to. */
export interface Content {
  recordId: string;
  /** 32 bytes. */
  salt: Buffer;
  /** Canonical JSON, like both parts. */
  head: string;
  publicPart: string;
  /** '' where the record has none. */
  restrictedPart: string;
}

/** Leaves from `fromIndex` up to but not including `toIndex`. */
export interface LeafRange {
  node: string;
  generation: number;
  fromIndex: number;
  toIndex: number;
}

/** Content of the leaves in the range by leaf index; a leaf whose content was superseded or withdrawn is absent. */
export async function readContents(executor: Executor, range: LeafRange): Promise<Map<number, Content>> {
  const rows = await executor<(Omit<Content, 'recordId'> & { leafIndex: number })[]>`
    select leaf_index as "leafIndex", salt, head, public_part as "publicPart", restricted_part as "restrictedPart"
    from exchange.record_content
    where node = ${range.node} and generation = ${range.generation}
      and leaf_index >= ${range.fromIndex} and leaf_index < ${range.toIndex}
    order by leaf_index`;
  return new Map(
    rows.map(({ leafIndex, ...content }) => [leafIndex, { recordId: recordIdOf(content.head), ...content }]),
  );
}

/** Stores what the leaves of these changes commit to. */
export async function insertContents(tx: Transaction, log: LogPosition, published: Change[]): Promise<void> {
  if (published.length === 0) return;
  await tx`
    insert into exchange.record_content (node, generation, leaf_index, salt, head, public_part, restricted_part)
    select ${log.node}, ${log.generation}, leaf_index::bigint, decode(salt, 'hex'), head, public_part,
      coalesce(restricted_part, '')
    from rows from (
      string_to_table(${column(published, (change) => change.leafIndex)}, chr(1)),
      string_to_table(${column(published, (change) => hexOf(change.salt))}, chr(1)),
      string_to_table(${column(published, (change) => change.head)}, chr(1)),
      string_to_table(${column(published, (change) => change.publicPart)}, chr(1)),
      string_to_table(${column(published, (change) => change.restrictedPart)}, chr(1))
    ) as change (leaf_index, salt, head, public_part, restricted_part)`;
}

/** Deletes the salt and content of leaves that were superseded or withdrawn: their commitments say nothing any more. */
export async function deleteContents(
  tx: Transaction,
  node: string,
  leaves: { generation: number; leafIndex: number }[],
): Promise<void> {
  for (const [generation, ofGeneration] of Map.groupBy(leaves, (leaf) => leaf.generation)) {
    const indexes = column(ofGeneration, (leaf) => leaf.leafIndex);
    await tx.unsafe(DELETE, [node, generation, indexes]);
  }
}

const DELETE = `
  delete from exchange.record_content
  where node = $1 and generation = $2 and leaf_index = any(${listOf(3)}::bigint[])`;

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function recordIdOf(head: string): string {
  const { recordId } = JSON.parse(head) as { recordId: string };
  return recordId;
}
