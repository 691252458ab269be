import type { Executor, Transaction } from '@necips/runtime';
import { claimKeys } from '../../domain/attribution/attribute.ts';
import type { HeldRow } from '../../domain/attribution/held-row.ts';

/** A held row as it is stored. */
export interface StoredHeldRow extends HeldRow {
  heldId: number;
  submissionId: string;
  /** USCC of the department that handed it in. */
  department: string;
  /** The node that took it in, where that was another one; else null. */
  originNode: string | null;
  /** The department has it back, to mend it: it waits for nobody here. */
  isReturned: boolean;
}

const columns = (tx: Transaction) => tx`
  held_id as "heldId", submission_id as "submissionId", row_number as row, record_id as "recordId", reason,
  json_strip_nulls(json_build_object('uscc', uscc, 'registrationNumber', registration_number,
    'organisationCode', organisation_code, 'name', name)) as claim,
  public_part as "publicPart", restricted_part as "restrictedPart", internal_digest as digest, internal_sealed as sealed,
  late as "isLate", shown as "isShown", returned_at is not null as "isReturned",
  (select submission.department from submission where submission.id = submission_id) as department,
  (select submission.origin_node from submission where submission.id = submission_id) as "originNode"`;

/** The held rows of these records, locked. An identity has no character that a list would have to quote. */
export async function lockHeldOf(tx: Transaction, recordIds: readonly string[]): Promise<StoredHeldRow[]> {
  const rows = await tx<StoredRow[]>`
    select ${columns(tx)} from held_record
    where record_id = any (array(select unnest(${`{${recordIds.join()}}`}::text::text[]))) order by held_id for update`;
  return rows.map(fromRow);
}

/** One held row, locked. */
export async function lockHeld(tx: Transaction, heldId: number): Promise<StoredHeldRow | undefined> {
  const [row] = await tx<StoredRow[]>`select ${columns(tx)} from held_record where held_id = ${heldId} for update`;
  return row && fromRow(row);
}

/** Some held rows by their numbers, locked. */
export async function lockHeldByIds(tx: Transaction, heldIds: readonly number[]): Promise<StoredHeldRow[]> {
  const rows = await tx<StoredRow[]>`
    select ${columns(tx)} from held_record where held_id = any (${[...heldIds]}::bigint[]) order by held_id for update`;
  return rows.map(fromRow);
}

/** The next held rows that a change of the directory concerns, locked. */
export async function lockDueHeld(tx: Transaction, limit: number): Promise<StoredHeldRow[]> {
  const rows = await tx<StoredRow[]>`
    select ${columns(tx)} from held_record where due order by held_id limit ${limit} for update`;
  return rows.map(fromRow);
}

/** Puts rows into the queue; none of their records may have one there. */
export async function insertHeld(
  tx: Transaction,
  submissionId: string,
  at: Date,
  rows: readonly HeldRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    insert into held_record (record_id, submission_id, row_number, uscc, registration_number, organisation_code, name, keys,
      reason, public_part, restricted_part, internal_digest, internal_sealed, late, shown, held_at)
    select record_id, ${submissionId}::uuid, number, uscc, registration_number, organisation_code, name, keys::uuid[], reason,
      public_part, restricted_part, decode(digest, 'hex'), decode(sealed, 'hex'), late = 1, shown = 1, ${at}::timestamptz
    from unnest(
      ${rows.map(({ recordId }) => recordId)}::text[], ${rows.map(({ row }) => row)}::bigint[],
      ${rows.map(({ claim }) => claim.uscc ?? null)}::text[],
      ${rows.map(({ claim }) => claim.registrationNumber ?? null)}::text[],
      ${rows.map(({ claim }) => claim.organisationCode ?? null)}::text[], ${rows.map(({ claim }) => claim.name)}::text[],
      ${rows.map(
        ({ claim }) =>
          `{${claimKeys(claim)
            .map(({ key }) => key)
            .join()}}`,
      )}::text[],
      ${rows.map(({ reason }) => reason)}::text[], ${rows.map(({ publicPart }) => publicPart)}::text[],
      ${rows.map(({ restrictedPart }) => restrictedPart)}::text[],
      ${rows.map(({ internal }) => internal?.digest.toString('hex') ?? null)}::text[],
      ${rows.map(({ internal }) => internal?.sealed.toString('hex') ?? null)}::text[],
      ${rows.map(({ isLate }) => Number(isLate))}::integer[], ${rows.map(({ isShown }) => Number(isShown))}::integer[]
    ) as held (record_id, number, uscc, registration_number, organisation_code, name, keys, reason, public_part, restricted_part,
      digest, sealed, late, shown)`;
}

/** Moves rows of a submission that were recorded into the queue again. */
export async function holdAccepted(tx: Transaction, submissionId: string, rows: number): Promise<void> {
  await tx`update submission set accepted = accepted - ${rows}, held = held + ${rows} where id = ${submissionId}`;
}

/** Moves a row of a submission that another province had recorded into the queue again; false where the submission is being undone. */
export async function holdTransferred(tx: Transaction, submissionId: string): Promise<boolean> {
  const { count } = await tx`
    update submission set transferred = transferred - 1, held = held + 1
    where id = ${submissionId} and undo_target is null and transferred > 0`;
  return count > 0;
}

/** Takes rows out of the queue, and their lines out of the reports of their submissions. */
export async function deleteHeld(tx: Transaction, rows: readonly Pick<StoredHeldRow, 'heldId'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    with gone as (
      delete from held_record where held_id = any (${rows.map(({ heldId }) => heldId)}::bigint[])
      returning submission_id, row_number
    )
    delete from row_error using gone
    where row_error.submission_id = gone.submission_id and row_error.row = gone.row_number
      and row_error.code in ('held_unmatched', 'held_ambiguous', 'held_name_mismatch', 'held_moved_out', 'returned')`;
}

/** Deletes rows that were given back before an instant, at most `limit`; returns how many. Their lines stay in the reports. */
export async function deleteReturnedBefore(sql: Executor, before: Date, limit: number): Promise<number> {
  const deleted = await sql`
    delete from held_record where held_id in (
      select held_id from held_record where returned_at < ${before} order by returned_at limit ${limit}
    )`;
  return deleted.count;
}

/** Notes why rows are still held. */
export async function noteStillHeld(
  tx: Transaction,
  rows: readonly { heldId: number; reason: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx`
    update held_record set due = false, reason = still.reason
    from unnest(${rows.map(({ heldId }) => heldId)}::bigint[], ${rows.map(({ reason }) => reason)}::text[])
      as still (held_id, reason)
    where held_record.held_id = still.held_id`;
}

/** Marks the held rows that ask for one of these keys: the directory has changed in what concerns them. */
export async function markHeldDue(tx: Transaction, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx`
    update held_record set due = true
    where keys && ${`{${keys.join()}}`}::text::uuid[] and returned_at is null and not due`;
}

/** What became of held rows of one submission. */
export interface Settlement {
  submissionId: string;
  accepted: number;
  unchanged: number;
  rejected: number;
  withheld: number;
  /** Recorded by another province. */
  transferred: number;
  /** Of those that were accepted or transferred, came later than the term of M§9 allows. */
  late: number;
  lastSequence: number | null;
}

/** To which a settlement adds what there was. */
export const NOTHING_SETTLED = {
  accepted: 0,
  unchanged: 0,
  rejected: 0,
  withheld: 0,
  transferred: 0,
  late: 0,
  lastSequence: null,
} as const;

/**
 * What a row comes to that leaves the queue without having been recorded anew: one whose record is shown was recorded before, as it
 * still says; every other one is what it is said to be.
 */
export function fateOf(
  { isShown }: Pick<StoredHeldRow, 'isShown'>,
  otherwise: 'rejected' | 'unchanged' | 'withheld',
): Partial<Settlement> {
  return { [isShown ? 'accepted' : otherwise]: 1 };
}

/** Moves rows of submissions from held to what became of them. */
export async function settleHeld(tx: Transaction, settlements: readonly Settlement[]): Promise<void> {
  for (const {
    submissionId,
    accepted,
    unchanged,
    rejected,
    withheld,
    transferred,
    late,
    lastSequence,
  } of settlements) {
    await tx`
      update submission set held = held - ${accepted + unchanged + rejected + withheld + transferred}, accepted = accepted + ${accepted},
        unchanged = unchanged + ${unchanged}, rejected = rejected + ${rejected}, withheld = withheld + ${withheld}, transferred = transferred + ${transferred},
        late = late + ${late},
        first_feed_sequence = coalesce(first_feed_sequence, ${lastSequence}),
        last_feed_sequence = greatest(last_feed_sequence, ${lastSequence})
      where id = ${submissionId}`;
  }
}

/** Takes everything that a submission has in the queue out of it. */
export async function dropHeldOf(tx: Transaction, submissionId: string): Promise<void> {
  const dropped = await tx`delete from held_record where submission_id = ${submissionId}`;
  if (dropped.count > 0) await tx`update submission set held = 0 where id = ${submissionId}`;
}

/** Some of the records that a submission has in the queue. */
export async function readHeldRecordIds(tx: Transaction, submissionId: string, limit: number): Promise<string[]> {
  const rows = await tx<{ recordId: string }[]>`
    select record_id as "recordId" from held_record where submission_id = ${submissionId} order by row_number limit ${limit}`;
  return rows.map(({ recordId }) => recordId);
}

interface StoredRow extends Omit<StoredHeldRow, 'internal'> {
  digest: Buffer | null;
  sealed: Buffer | null;
}

function fromRow({ digest, sealed, ...row }: StoredRow): StoredHeldRow {
  return { ...row, internal: digest && sealed ? { digest, sealed } : undefined };
}
