import {
  type BatchMessage,
  type LogStretch,
  readBatchMessages,
  readTombstones,
  type WithdrawnRecord,
} from '@necips/exchange';
import type { Sql } from '@necips/runtime';
import { readPendingWithdrawals } from '../store/pending-withdrawal.ts';

/** Signed batches of this log as they are sent; see `readBatchMessages`. */
export function readPublishedBatches(sql: Sql, stretch: LogStretch): Promise<BatchMessage[]> {
  return readBatchMessages(sql, stretch, (asked) => readWithdrawn(sql, asked));
}

/** What the withdrawing leaves of a stretch are about: the record while the centre may have to be told, and the tombstone. */
export async function readWithdrawn(sql: Sql, stretch: LogStretch): Promise<ReadonlyMap<number, WithdrawnRecord>> {
  const { generation, fromIndex: from, toIndex: to } = stretch;
  const [recordIds, tombstones] = await Promise.all([
    readPendingWithdrawals(sql, { generation, from, to }),
    readTombstones(sql, stretch),
  ]);
  const withdrawn = new Map<number, WithdrawnRecord>([...recordIds].map(([i, recordId]) => [i, { recordId }]));
  for (const [i, tombstone] of tombstones) withdrawn.set(i, { ...withdrawn.get(i), tombstone });
  return withdrawn;
}
