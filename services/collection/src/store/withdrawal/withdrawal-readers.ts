import type { Executor, Transaction } from '@necips/runtime';

/**
 * Makes acknowledgements and the ends of acts take turns until the transaction ends: each looks at what the other has written,
 * and an act whose end and whose acknowledgement did not see each other would wait for ever.
 */
export async function lockAcknowledgement(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${ACKNOWLEDGEMENT_LOCK})`;
}

// Any fixed number.
const ACKNOWLEDGEMENT_LOCK = 11_020_002;

/** Up to where the feed's reader no longer shows what was withdrawn; 0 in a life of the feed of which it has said nothing. */
export async function readAcknowledged(sql: Executor, feed: string, incarnation: string): Promise<number> {
  const [row] = await sql<{ sequence: number }[]>`
    select sequence from withdrawal_reader where name = ${feed} and incarnation = ${incarnation}`;
  return row?.sequence ?? 0;
}

/** Notes how far the reader has come; it never goes back within one life of the feed. Returns what holds now. */
export async function noteAcknowledged(
  tx: Transaction,
  feed: string,
  said: { incarnation: string; sequence: number; account: string; at: Date },
): Promise<number> {
  const [row] = await tx<{ sequence: number }[]>`
    insert into withdrawal_reader (name, incarnation, sequence, acknowledged_at, account)
    values (${feed}, ${said.incarnation}, ${said.sequence}, ${said.at}, ${said.account})
    on conflict (name) do update set incarnation = excluded.incarnation, acknowledged_at = excluded.acknowledged_at,
      account = excluded.account, sequence = case when withdrawal_reader.incarnation = excluded.incarnation
        then greatest(withdrawal_reader.sequence, excluded.sequence) else excluded.sequence end
    returning sequence`;
  return row?.sequence ?? 0;
}
