import type { Transaction } from '@necips/runtime';
import type { TransferState } from '../../domain/transfer-out/transfer-out.ts';

/** A transfer as an answer finds it. */
export interface OpenTransfer {
  transferId: string;
  toNode: string;
  state: TransferState;
  byCentre: boolean;
  takenBack: boolean;
  /** It takes back what came after that version; null where it does not. */
  backToVersion: number | null;
  /** A stand-in where the record is lawfully withdrawn. */
  recordId: string;
  /** The row that it sends, or takes back: of which report its fate is a line. */
  submissionId: string;
  row: number;
  /** The held row that it sends; null where that is no longer held. */
  heldId: number | null;
  /** No later version of its record has been sent anywhere; what was taken back elsewhere since is not one. */
  isLatest: boolean;
  /** Keyed hash of what it said; null where it said nothing, or that is forgotten. */
  contentDigest: Buffer | null;
}

/** Those of the transfers that this node has sent, locked. */
export async function lockTransfers(tx: Transaction, transferIds: readonly string[]): Promise<OpenTransfer[]> {
  return await tx<OpenTransfer[]>`
    select transfer_id as "transferId", to_node as "toNode", state, by_centre as "byCentre", taken_back as "takenBack",
      back_to_version as "backToVersion", record_id as "recordId", submission_id as "submissionId", row_number as row, held_id as "heldId",
      not exists (
        select from transfer_out later
        where later.record_key = transfer_out.record_key and later.version > transfer_out.version
          and (later.to_node = transfer_out.to_node or not later.taken_back)
      ) as "isLatest",
      content_digest as "contentDigest"
    from transfer_out join transfer_record using (record_key)
    where transfer_id = any (${[...transferIds]}::text[]::uuid[]) and sends > 0
    order by number for update of transfer_out`;
}

/** What an answer has made of a transfer. */
export interface AnsweredTransferRow {
  transferId: string;
  state: TransferState;
  byCentre: boolean;
  isFinal: boolean;
  reason: string;
  explanation: string;
  recordId: string | null;
  version: number | null;
}

/** Notes answers; what has a final one is sent no more. */
export async function noteAnswers(tx: Transaction, answers: readonly AnsweredTransferRow[], at: Date): Promise<void> {
  if (answers.length === 0) return;
  await tx`
    update transfer_out set state = answer.state, by_centre = answer.by_centre = 1, reason = answer.reason,
      explanation = answer.explanation, remote_record_id = coalesce(record_id, remote_record_id),
      remote_version = coalesce(answer.version, remote_version), answered_at = ${at},
      next_send_at = case when is_final = 1 then null else next_send_at end
    from unnest(
      ${answers.map(({ transferId }) => transferId)}::text[], ${answers.map(({ state }) => state)}::text[],
      ${answers.map(({ byCentre }) => Number(byCentre))}::int[], ${answers.map(({ isFinal }) => Number(isFinal))}::int[],
      ${answers.map(({ reason }) => reason)}::text[], ${answers.map(({ explanation }) => explanation)}::text[],
      ${answers.map(({ recordId }) => recordId)}::text[], ${answers.map(({ version }) => version)}::bigint[]
    ) as answer (transfer_id, state, by_centre, is_final, reason, explanation, record_id, version)
    where transfer_out.transfer_id = answer.transfer_id::uuid`;
}
