import type { Context } from '../context.ts';
import type { HeldFilter, ListedHeldRecord } from '../domain/attribution/held-record.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readHeldPage, streamHeld } from '../store/held/list-held.ts';

/** Pages through the held rows (待认领), the oldest first. */
export async function listHeld(
  { sql }: Pick<Context, 'sql'>,
  query: { filter: HeldFilter; limit: number; cursor: string | undefined },
): Promise<{ items: ListedHeldRecord[]; next: string | null }> {
  const { filter, limit, cursor } = query;
  const [after = 0] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readHeldPage(sql, filter, { after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.heldId]) : null };
}

/** The whole queue, in pieces, as fast as it is read. */
export function streamHeldRecords(
  { sql }: Pick<Context, 'sql'>,
  filter: HeldFilter,
): AsyncIterable<ListedHeldRecord[]> {
  return streamHeld(sql, filter);
}
