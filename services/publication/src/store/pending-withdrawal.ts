import type { Executor, Transaction } from '@necips/runtime';

/** Remembers which records newly assigned withdrawing leaves are about. */
export async function insertPendingWithdrawals(
  tx: Transaction,
  generation: number,
  withdrawals: readonly { leafIndex: number; recordId: string }[],
): Promise<void> {
  if (withdrawals.length === 0) return;
  await tx`
    insert into pending_withdrawal (generation, leaf_index, record_id)
    select ${generation}, * from unnest(${withdrawals.map(({ leafIndex }) => leafIndex)}::bigint[],
      ${withdrawals.map(({ recordId }) => recordId)}::text[])`;
}

/** Record ids of the withdrawing leaves `from` … `to` - 1 that the centre has not verified yet, by leaf index. */
export async function readPendingWithdrawals(
  sql: Executor,
  { generation, from, to }: { generation: number; from: number; to: number },
): Promise<Map<number, string>> {
  const rows = await sql<{ leafIndex: number; recordId: string }[]>`
    select leaf_index as "leafIndex", record_id as "recordId" from pending_withdrawal
    where generation = ${generation} and leaf_index >= ${from} and leaf_index < ${to}`;
  return new Map(rows.map(({ leafIndex, recordId }) => [leafIndex, recordId]));
}

/** Forgets what the centre has verified: the link from pseudonym to record dies with the record. */
export async function deletePendingWithdrawals(
  tx: Transaction,
  generation: number,
  verifiedSize: number,
): Promise<void> {
  await tx`delete from pending_withdrawal where generation = ${generation} and leaf_index < ${verifiedSize}`;
}
