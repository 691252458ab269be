import { chinaDate } from '@necips/domain';
import type { Context } from '../../context.ts';
import type { ListedTransfer, TransferFilter } from '../../domain/transfer-out/transfer-out.ts';
import { readPageCursor, writePageCursor } from '../../page-cursor.ts';
import { readTransfers } from '../../store/transfer-out/list-transfers.ts';

/** Pages through what was sent to other provinces, the newest first. Throws `invalid` for a bad cursor. */
export async function listTransfers(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  query: { filter: TransferFilter; limit: number; cursor: string | undefined },
): Promise<{ items: ListedTransfer[]; next: string | null }> {
  const { filter, limit, cursor } = query;
  const [before] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readTransfers(sql, filter, { before, limit: limit + 1, today: chinaDate(now()) });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}
