import type { Sql } from '@necips/runtime';
import type { PublicRecord } from '../source/record-source.ts';
import type { LeafRange } from './contents.ts';
import { findRecords } from './records.ts';

/** The current records whose leaves lie in the range, by leaf index, at most `limit`; leaves that are no longer current are absent. */
export async function listRecordsOfLeaves(sql: Sql, range: LeafRange, limit: number): Promise<PublicRecord[]> {
  const { node, generation, fromIndex, toIndex } = range;
  const rows = await sql<{ leafIndex: number; head: string; publicPart: string }[]>`
    select leaf_index as "leafIndex", head, public_part as "publicPart" from exchange.record_content
    where node = ${node} and generation = ${generation} and leaf_index >= ${fromIndex} and leaf_index < ${toIndex}
    order by leaf_index limit ${limit}`;
  const contents = rows.map((row) => ({ ...row, recordId: recordIdOf(row.head) }));
  const states = await findRecords(
    sql,
    node,
    contents.map(({ recordId }) => recordId),
  );
  return contents.flatMap((content) => {
    const state = states.get(content.recordId);
    if (state?.generation !== generation || state.leafIndex !== content.leafIndex) return [];
    const { version, item, timeMs } = state;
    return [{ ...content, version, item, node, timeMs }];
  });
}

/** The newest generation of a node's log that is held here; 1 before the first batch. */
export async function newestGeneration(sql: Sql, node: string): Promise<number> {
  const [row] = await sql<{ generation: number }[]>`
    select coalesce(max(generation), 1) as generation from exchange.log_batch where node = ${node}`;
  return row?.generation ?? 1;
}

function recordIdOf(head: string): string {
  return (JSON.parse(head) as { recordId: string }).recordId;
}
