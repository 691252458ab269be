import type { Executor, FeedCursor, Transaction } from '@necips/runtime';

/** A comparison with a feed's source, record by record, that is due or under way. */
export interface Reconciliation {
  /** Position of the feed that it is as of; undefined until it has begun. */
  asOf: FeedCursor | undefined;
  /** Compared up to this record; '' before the first. */
  afterRecordId: string;
}

/** Notes that a feed cannot be followed on before its source was compared; a comparison under way begins anew. */
export async function requireReconciliation(executor: Executor, feed: string): Promise<void> {
  await executor`
    insert into reconciliation (feed, incarnation, sequence, digest, after_record_id) values (${feed}, null, 0, '', '')
    on conflict (feed) do update set incarnation = null, sequence = 0, digest = '', after_record_id = ''`;
}

/** The comparison that is due or under way for a feed. */
export async function findReconciliation(executor: Executor, feed: string): Promise<Reconciliation | undefined> {
  const [row] = await executor<
    (Omit<FeedCursor, 'incarnation'> & { incarnation: string | null; afterRecordId: string })[]
  >`
    select incarnation, sequence, digest, after_record_id as "afterRecordId" from reconciliation where feed = ${feed}`;
  if (!row) return undefined;
  const { incarnation, sequence, digest, afterRecordId } = row;
  return { asOf: incarnation === null ? undefined : { incarnation, sequence, digest }, afterRecordId };
}

/** Moves a comparison on, in the transaction that publishes what it found. */
export async function moveReconciliation(
  tx: Transaction,
  feed: string,
  { asOf, afterRecordId }: { asOf: FeedCursor; afterRecordId: string },
): Promise<void> {
  await tx`
    update reconciliation set incarnation = ${asOf.incarnation}, sequence = ${asOf.sequence},
      digest = ${Buffer.from(asOf.digest)}, after_record_id = ${afterRecordId}
    where feed = ${feed}`;
}

/** Notes that a comparison has ended. */
export async function deleteReconciliation(tx: Transaction, feed: string): Promise<void> {
  await tx`delete from reconciliation where feed = ${feed}`;
}
