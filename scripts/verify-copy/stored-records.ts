import type { Transaction } from '@necips/runtime';
import { readRows } from './centre.ts';

/** A row of exchange.record. */
export interface StoredRecord {
  recordId: string;
  subjectId: string;
  item: string;
  version: number;
  generation: number;
  leafIndex: number;
  /** Text of a uuid. */
  pseudonym: string;
  timeMs: number;
}

/** A row of exchange.record_content. */
export interface StoredContent {
  generation: number;
  leafIndex: number;
  salt: Buffer;
  head: string;
  publicPart: string;
  restrictedPart: string;
}

/** What is stored of one leaf; one of the two is missing only where something is wrong. */
export interface StoredLeaf {
  generation: number;
  leafIndex: number;
  record?: StoredRecord;
  content?: StoredContent;
}

/**
 * Records and contents of a node side by side, in order of leaf. Two ordered reads are merged here, because a join of the wide
 * rows would have to be sorted on disk.
 */
export async function* readStoredLeaves(tx: Transaction, node: string): AsyncGenerator<StoredLeaf> {
  const records = flat(readRows<StoredRecord>(tx, 'verify_record', RECORDS, [node]));
  const contents = flat(readRows<StoredContent>(tx, 'verify_content', CONTENTS, [node]));
  let record = await next(records);
  let content = await next(contents);
  while (record || content) {
    const order = !record ? 1 : !content ? -1 : compare(record, content);
    const { generation, leafIndex } = (order <= 0 ? record : content) as StoredRecord | StoredContent;
    yield { generation, leafIndex, ...(order <= 0 && record && { record }), ...(order >= 0 && content && { content }) };
    if (order <= 0) record = await next(records);
    if (order >= 0) content = await next(contents);
  }
}

async function* flat<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

async function next<T>(rows: AsyncGenerator<T>): Promise<T | undefined> {
  const { value, done } = await rows.next();
  return done === true ? undefined : (value as T);
}

function compare(a: { generation: number; leafIndex: number }, b: typeof a): number {
  return a.generation - b.generation || a.leafIndex - b.leafIndex;
}

const RECORDS = `
  select record_id as "recordId", subject_id as "subjectId", item, version, generation, leaf_index as "leafIndex",
    pseudonym, time_ms as "timeMs"
  from exchange.record where node = $1 order by generation, leaf_index`;

const CONTENTS = `
  select generation, leaf_index as "leafIndex", salt, head, public_part as "publicPart", restricted_part as "restrictedPart"
  from exchange.record_content where node = $1 order by generation, leaf_index`;
