import { ServiceError } from '@necips/runtime';
import type { Context } from '../context.ts';
import type { Withdrawal, WithdrawnRecord } from '../domain/withdrawal.ts';
import { readPageCursor, writePageCursor } from '../page-cursor.ts';
import { readWithdrawnRecords } from '../store/withdrawal/tombstones.ts';
import { readWithdrawals } from '../store/withdrawal/withdrawals.ts';

/** Pages through acts of withdrawal, newest first. */
export async function listWithdrawals(
  { sql }: Pick<Context, 'sql'>,
  { limit, cursor }: { limit: number; cursor: string | undefined },
): Promise<{ items: Withdrawal[]; next: string | null }> {
  const before = cursor === undefined ? undefined : readPageCursor(cursor, 1)[0];
  const rows = await readWithdrawals(sql, { before, limit: limit + 1 });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}

/** Pages through the records of one act, in the order of their tombstones. The cursor is the last tombstone. */
export async function listWithdrawnRecords(
  { sql }: Pick<Context, 'sql'>,
  { withdrawalId, limit, cursor }: { withdrawalId: string; limit: number; cursor: string | undefined },
): Promise<{ items: WithdrawnRecord[]; next: string | null }> {
  if (cursor !== undefined && !/^[0-9a-f]{64}$/.test(cursor)) {
    throw new ServiceError('invalid', '游标无效 (bad cursor)', { reason: 'bad_cursor' });
  }
  const rows = await readWithdrawnRecords(sql, withdrawalId, { after: cursor ?? '', limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.tombstone ?? null) : null };
}
