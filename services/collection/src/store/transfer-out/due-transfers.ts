import type { Transaction } from '@necips/runtime';

/** A transfer that it is time to send, with what it says. */
export interface DueTransfer {
  transferId: string;
  recordKey: string;
  version: number;
  takenBack: boolean;
  /** It takes back what came after that version; null where it does not. */
  backToVersion: number | null;
  /** It takes back what the law has withdrawn. */
  lawful: boolean;
  toNode: string;
  item: string;
  format: string;
  /** USCC and name of the department that provides it. */
  department: string;
  departmentName: string;
  /** When its batch came in. */
  receivedAt: Date;
  /** Of this time where it was never sent. */
  firstSentAt: Date;
  /** Canonical JSON; '' for a taking back, down to whatever version. */
  publicPart: string;
  restrictedPart: string;
  /** How the enterprise was registered here until it moved out; '' where it was not. */
  registeredCode: string;
  registeredName: string;
}

/**
 * The next transfers that it is time to send, locked; others may work on the ones behind them. They are noted as sent in the same
 * transaction: what may have been sent is taken back when it comes to that.
 */
export async function claimDueTransfers(
  tx: Transaction,
  { now, limit, pauseMs, pauseMsMax }: { now: Date; limit: number; pauseMs: number; pauseMsMax: number },
): Promise<DueTransfer[]> {
  return await tx<DueTransfer[]>`
    with due as (
      select transfer_id from transfer_out where next_send_at <= ${now} and (taken_back or back_to_version is not null or held_id is not null)
      order by next_send_at limit ${limit} for update skip locked
    ), sent as (
      update transfer_out set sends = sends + 1, first_sent_at = coalesce(first_sent_at, ${now}),
        next_send_at = ${now}::timestamptz + make_interval(secs => least(${pauseMs} * 2.0 ^ least(sends, 30), ${pauseMsMax}) / 1000)
      from due where transfer_out.transfer_id = due.transfer_id
      returning transfer_out.*
    )
    select sent.transfer_id as "transferId", sent.record_key as "recordKey", sent.version, taken_back as "takenBack", to_node as "toNode",
      back_to_version as "backToVersion", lawful, item, format, department, department_name as "departmentName", received_at as "receivedAt", first_sent_at as "firstSentAt",
      coalesce(public_part, '') as "publicPart", coalesce(restricted_part, '') as "restrictedPart",
      case when held_record.reason = 'moved_out' then coalesce(uscc, registration_number) else '' end as "registeredCode",
      case when held_record.reason = 'moved_out' then name else '' end as "registeredName"
    from sent join submission on submission.id = sent.submission_id
    left join held_record on held_record.held_id = sent.held_id and not taken_back
    order by sent.number`;
}

/** Notes of transfers what they said and until when an answer is due. */
export async function noteSent(
  tx: Transaction,
  sent: readonly { transferId: string; digest: Buffer | undefined; answerBy: string }[],
): Promise<void> {
  if (sent.length === 0) return;
  await tx`
    update transfer_out set content_digest = coalesce(decode(digest, 'hex'), content_digest), answer_by = coalesce(transfer_out.answer_by, sent.answer_by)
    from unnest(
      ${sent.map(({ transferId }) => transferId)}::text[], ${sent.map(({ digest }) => digest?.toString('hex') ?? null)}::text[],
      ${sent.map((each) => each.answerBy)}::text[]
    ) as sent (transfer_id, digest, answer_by)
    where transfer_out.transfer_id = sent.transfer_id::uuid`;
}
