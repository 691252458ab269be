import type { Executor, Transaction } from '@necips/runtime';
import type { Withdrawal } from '../../domain/withdrawal.ts';

/** An act as it is asked for. */
export interface NewWithdrawal {
  id: string;
  account: string;
  reason: string;
  authority: string;
  submissionId: string | undefined;
  idempotencyKey: string | undefined;
  requestHash: Buffer;
  requestedAt: Date;
}

export async function insertWithdrawal(tx: Transaction, withdrawal: NewWithdrawal): Promise<void> {
  const { id, account, reason, authority, submissionId, idempotencyKey, requestHash, requestedAt } = withdrawal;
  await tx`
    insert into withdrawal (id, account, reason, authority, submission_id, idempotency_key, request_hash, requested_at)
    values (${id}, ${account}, ${reason}, ${authority}, ${submissionId ?? null}, ${idempotencyKey ?? null}, ${requestHash},
      ${requestedAt})`;
}

/** The act to which an account gave this idempotency key. */
export async function findWithdrawalByKey(
  tx: Transaction,
  account: string,
  key: string,
): Promise<{ id: string; requestHash: Buffer | null } | undefined> {
  const [row] = await tx<{ id: string; requestHash: Buffer | null }[]>`
    select id, request_hash as "requestHash" from withdrawal where account = ${account} and idempotency_key = ${key}`;
  return row;
}

/** An act whose batch is still being walked over, locked; undefined where that is done. */
export async function lockUnfinishedWithdrawal(
  tx: Transaction,
  id: string,
): Promise<{ id: string; submissionId: string; walkedSequence: number; to: number } | undefined> {
  const [row] = await tx<{ id: string; submissionId: string; walkedSequence: number; to: number }[]>`
    select withdrawal.id, submission_id as "submissionId", walked_sequence as "walkedSequence",
      coalesce(last_feed_sequence, 0) as to
    from withdrawal join submission on submission.id = submission_id
    where withdrawal.id = ${id} and recorded_at is null for update of withdrawal`;
  return row;
}

/** The oldest act whose batch is still being walked over. */
export async function findUnfinishedWithdrawal(sql: Executor): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    select id from withdrawal where recorded_at is null order by number limit 1`;
  return row?.id;
}

/** What a block of records has added to an act. */
export interface WithdrawalProgress {
  records: number;
  published: number;
  already: number;
  /** Last feed sequence of its records' withdrawals; 0 for none. */
  lastSequence: number;
  walkedSequence: number;
  /** It was the last block. */
  isLast: boolean;
  at: Date;
}

export async function advanceWithdrawal(tx: Transaction, id: string, block: WithdrawalProgress): Promise<void> {
  await tx`
    update withdrawal set records = records + ${block.records}, published = published + ${block.published},
      already = already + ${block.already}, last_sequence = nullif(greatest(last_sequence, ${block.lastSequence}), 0),
      walked_sequence = ${block.walkedSequence},
      recorded_at = case when ${block.isLast} then ${block.at}::timestamptz end
    where id = ${id}`;
}

/** Marks the acts that are recorded as a whole and of which nothing is shown any more; returns them. */
export async function settleWithdrawals(tx: Transaction, acknowledged: number, at: Date): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update withdrawal set hidden_at = ${at}
    where hidden_at is null and recorded_at is not null and coalesce(last_sequence, 0) <= ${acknowledged} returning id`;
  return rows.map(({ id }) => id);
}

/** Notes that an act is lifted. */
export async function liftWithdrawalRow(
  tx: Transaction,
  id: string,
  lift: { account: string; reason: string; authority: string; at: Date },
): Promise<void> {
  await tx`
    update withdrawal set lifted_at = ${lift.at}, lifted_by = ${lift.account}, lift_reason = ${lift.reason},
      lift_authority = ${lift.authority} where id = ${id}`;
}

const columns = (sql: Executor) => sql`
  number, id, account, reason, authority, submission_id as "submissionId", requested_at as "requestedAt", records, published,
  already, coalesce(last_sequence, 0) as "lastFeedSequence", recorded_at as "recordedAt", hidden_at as "hiddenAt",
  lifted_at as "liftedAt", lifted_by as "liftedBy", lift_reason as "liftReason", lift_authority as "liftAuthority",
  details_erased_at as "detailsErasedAt"`;

export async function findWithdrawal(sql: Executor, id: string): Promise<Withdrawal | undefined> {
  const [row] = await sql<WithdrawalRow[]>`select ${columns(sql)} from withdrawal where id = ${id}`;
  return row && fromRow(row);
}

/** The act, locked until the transaction ends. */
export async function lockWithdrawal(tx: Transaction, id: string): Promise<Withdrawal | undefined> {
  const [row] = await tx<WithdrawalRow[]>`select ${columns(tx)} from withdrawal where id = ${id} for update`;
  return row && fromRow(row);
}

/** Acts, newest first, before number `before`. */
export async function readWithdrawals(
  sql: Executor,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<(Withdrawal & { number: number })[]> {
  const rows = await sql<WithdrawalRow[]>`
    select ${columns(sql)} from withdrawal
    where number < ${before ?? Number.MAX_SAFE_INTEGER} order by number desc limit ${limit}`;
  return rows.map((row) => ({ ...fromRow(row), number: row.number }));
}

function fromRow(row: WithdrawalRow): Withdrawal {
  const { id, account, reason, authority, records, published, already, lastFeedSequence, requestedAt } = row;
  return {
    withdrawalId: id,
    state: row.liftedAt ? 'lifted' : row.hiddenAt ? 'hidden' : 'withdrawing',
    account,
    reason,
    authority,
    records,
    published,
    already,
    lastFeedSequence,
    requestedAt,
    ...(row.submissionId && { submissionId: row.submissionId }),
    ...(row.recordedAt && { recordedAt: row.recordedAt }),
    ...(row.hiddenAt && { hiddenAt: row.hiddenAt }),
    ...(row.liftedAt && {
      lifted: {
        at: row.liftedAt,
        account: row.liftedBy ?? '',
        reason: row.liftReason ?? '',
        authority: row.liftAuthority ?? '',
      },
    }),
    ...(row.detailsErasedAt && { detailsErasedAt: row.detailsErasedAt }),
  };
}

interface WithdrawalRow {
  number: number;
  id: string;
  account: string;
  reason: string;
  authority: string;
  submissionId: string | null;
  records: number;
  published: number;
  already: number;
  lastFeedSequence: number;
  requestedAt: Date;
  recordedAt: Date | null;
  hiddenAt: Date | null;
  liftedAt: Date | null;
  liftedBy: string | null;
  liftReason: string | null;
  liftAuthority: string | null;
  detailsErasedAt: Date | null;
}
