import type { Executor } from '@necips/runtime';
import { LEAF_BYTES } from '@necips/tlog';
import type { LogPosition } from '../../copy/change.ts';
import type { LeafSpan } from '../patrolled-log.ts';

/** A row of exchange.record, as it stands. */
export interface StoredRecord {
  recordId: string;
  subjectId: string;
  item: string;
  version: number;
  leafIndex: number;
  /** Text of a uuid. */
  pseudonym: string;
  timeMs: number;
}

/** A row of exchange.record_content, as it stands. */
export interface StoredContent {
  leafIndex: number;
  salt: Buffer;
  head: string;
  publicPart: string;
  restrictedPart: string;
}

/** A row of exchange.superseded, and the leaf that it names; null where the log holds none there. */
export interface StoredSuperseded {
  leafIndex: number;
  successorIndex: number;
  successor: Buffer | null;
}

/** What is stored about the leaves of one stretch, besides the leaves. */
export interface StoredBlock {
  records: Map<number, StoredRecord>;
  contents: Map<number, StoredContent>;
  superseded: Map<number, StoredSuperseded>;
  /** Pseudonyms that are hidden ahead of their withdrawing leaf. */
  hidden: Set<string>;
}

/** Reads what stands at leaves `from` … `to` - 1. One snapshot, or the log's lock, makes it one state. */
export async function readStoredBlock(executor: Executor, log: LogPosition, span: LeafSpan): Promise<StoredBlock> {
  const { node, generation } = log;
  const { from, to } = span;
  const [records, contents, superseded, hidden] = await Promise.all([
    executor<StoredRecord[]>`
      select record_id as "recordId", subject_id as "subjectId", item, version, leaf_index as "leafIndex", pseudonym,
        time_ms as "timeMs"
      from exchange.record
      where node = ${node} and generation = ${generation} and leaf_index >= ${from} and leaf_index < ${to}`,
    executor<StoredContent[]>`
      select leaf_index as "leafIndex", salt, head, public_part as "publicPart", restricted_part as "restrictedPart"
      from exchange.record_content
      where node = ${node} and generation = ${generation} and leaf_index >= ${from} and leaf_index < ${to}`,
    executor<StoredSuperseded[]>`
      select s.leaf_index as "leafIndex", s.successor_index as "successorIndex", (
        select substring(b.leaves from (${LEAF_BYTES} * (s.successor_index - b.first_index) + 1)::integer for ${LEAF_BYTES})
        from exchange.log_batch b
        where b.node = s.node and b.generation = s.generation and b.first_index <= s.successor_index
          and b.first_index + b.leaf_count > s.successor_index
        order by b.first_index desc limit 1) as successor
      from exchange.superseded s
      where s.node = ${node} and s.generation = ${generation} and s.leaf_index >= ${from} and s.leaf_index < ${to}`,
    executor<{ pseudonym: string }[]>`
      select pseudonym from exchange.hidden where node = ${node} and generation = ${generation}`,
  ]);
  return {
    records: byLeaf(records),
    contents: byLeaf(contents),
    superseded: byLeaf(superseded),
    hidden: new Set(hidden.map(({ pseudonym }) => pseudonym)),
  };
}

function byLeaf<Row extends { leafIndex: number }>(rows: Iterable<Row>): Map<number, Row> {
  return new Map(Array.from(rows, (row) => [row.leafIndex, row]));
}
