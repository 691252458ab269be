import { type FeedCursor, feedIncarnation, recordVersionDigest } from '@necips/runtime';
import type { Context } from '../context.ts';
import { RECORD_FEED } from '../domain/record-feed.ts';
import { findEntryAt, readCurrentAfter } from '../store/version/current-versions.ts';
import type { FeedEntry } from '../store/version/record-versions.ts';

/** Records of one page. */
const PAGE_ENTRIES = 500;

/**
 * Lists the latest version of every record, in the order of records, as of one position of the feed: the newest, or the one that
 * is asked for. Whoever has all of them follows the feed from that position. Nothing is held open between two pages, since
 * versions are only ever added.
 */
export async function* listCurrent(
  { sql, limits }: Pick<Context, 'sql' | 'limits'>,
  from: { afterRecordId: string; asOfSequence: number },
): AsyncGenerator<{ incarnation: string; cursor: FeedCursor; entries: FeedEntry[] }> {
  const incarnation = await feedIncarnation(sql, RECORD_FEED);
  const newest = await findEntryAt(sql, from.asOfSequence || Number.MAX_SAFE_INTEGER);
  const asOfSequence = newest?.sequence ?? 0;
  const cursor = { incarnation, sequence: asOfSequence, digest: newest ? recordVersionDigest(newest) : NO_DIGEST };
  for (let afterRecordId = from.afterRecordId; ; ) {
    const page = { limit: PAGE_ENTRIES, bytesMax: limits.feedBatchBytesMax };
    const entries = await readCurrentAfter(sql, { afterRecordId, asOfSequence }, page);
    yield { incarnation, cursor, entries };
    const last = entries.at(-1);
    if (!last) return;
    afterRecordId = last.recordId;
  }
}

const NO_DIGEST = new Uint8Array();
