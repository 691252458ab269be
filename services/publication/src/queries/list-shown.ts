import { readCursor } from '@necips/runtime';
import type { Context } from '../context.ts';
import { COLLECTION_FEED } from '../domain/record-version.ts';

/** Records, and bytes of their content, of one page; a message is bounded. */
const PAGE_RECORDS = 500;
const PAGE_BYTES_MAX = 3 * 1_048_576;

/**
 * Lists what is shown, in the order of records, with the position in collection's feed up to which all is published: what collection
 * gets back after a restore.
 */
export async function* listShown(
  { node, reading }: Pick<Context, 'node' | 'reading'>,
  from: { afterRecordId: string },
): AsyncGenerator<{ incarnation: string; sequence: number; records: ShownContent[] }> {
  const { incarnation, sequence } = await readCursor(reading, COLLECTION_FEED);
  for (let after = from.afterRecordId; ; ) {
    const records = await readPage({ node, reading }, after);
    yield { incarnation, sequence, records };
    const last = records.at(-1);
    if (!last) return;
    after = last.recordId;
  }
}

function readPage({ node, reading }: Pick<Context, 'node' | 'reading'>, after: string): Promise<ShownContent[]> {
  return reading<ShownContent[]>`
    select record_id as "recordId", version, head, public_part as "publicPart", restricted_part as "restrictedPart"
    from (
      select *, row_number() over (order by record_id) as place,
        sum(octet_length(head) + octet_length(public_part) + octet_length(restricted_part)) over (order by record_id) as bytes
      from (
        select * from exchange.record where node = ${node} and record_id > ${after} order by record_id limit ${PAGE_RECORDS}
      ) record
      join exchange.record_content using (node, generation, leaf_index)
    ) shown
    where place = 1 or bytes <= ${PAGE_BYTES_MAX}
    order by record_id`;
}

interface ShownContent {
  recordId: string;
  version: number;
  head: string;
  publicPart: string;
  restrictedPart: string;
}
