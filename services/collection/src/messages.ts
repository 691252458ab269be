import { necips } from '@necips/proto';
import {
  CATALOGUE_MESSAGE_BYTES_MAX,
  type CatalogueMessage,
  CatalogueRefused,
} from './domain/catalogue/catalogue-message.ts';
import type { RowError, Submission, SubmissionState, SubmissionWay } from './domain/submission.ts';
import type { Withdrawal, WithdrawalState } from './domain/withdrawal.ts';
import type { FeedEntry } from './store/version/record-versions.ts';

const States = necips.submission.v1.SubmissionState;

const STATE_TO_MESSAGE = {
  receiving: States.SUBMISSION_STATE_RECEIVING,
  incomplete: States.SUBMISSION_STATE_INCOMPLETE,
  received: States.SUBMISSION_STATE_RECEIVED,
  processing: States.SUBMISSION_STATE_PROCESSING,
  completed: States.SUBMISSION_STATE_COMPLETED,
  taking_back: States.SUBMISSION_STATE_TAKING_BACK,
  taken_back: States.SUBMISSION_STATE_TAKEN_BACK,
  cancelled: States.SUBMISSION_STATE_CANCELLED,
  failed: States.SUBMISSION_STATE_FAILED,
} as const satisfies Record<SubmissionState, number>;

const Ways = necips.submission.v1.SubmissionWay;

const WAY_TO_MESSAGE = {
  entry: Ways.SUBMISSION_WAY_ENTRY,
  import: Ways.SUBMISSION_WAY_IMPORT,
  interface: Ways.SUBMISSION_WAY_INTERFACE,
  connector: Ways.SUBMISSION_WAY_CONNECTOR,
  transfer: Ways.SUBMISSION_WAY_TRANSFER,
} as const satisfies Record<SubmissionWay, number>;

const STATE_FROM_MESSAGE = new Map(
  Object.entries(STATE_TO_MESSAGE).map(([state, number]) => [number as number, state as SubmissionState]),
);

export function toSubmissionMessage(submission: Submission): necips.submission.v1.ISubmission {
  const {
    state,
    way,
    receivedAt,
    completedAt,
    undone: _undone,
    departmentName: _name,
    originNode: _originNode,
    encoding: _encoding,
    ...same
  } = submission;
  return {
    ...same,
    state: STATE_TO_MESSAGE[state],
    way: WAY_TO_MESSAGE[way],
    receivedAtMs: receivedAt.getTime(),
    completedAtMs: completedAt?.getTime() ?? 0,
  };
}

/** The state that a filter names; undefined for UNSPECIFIED and for a number this release does not know. */
export function fromStateMessage(state: number | null | undefined): SubmissionState | undefined {
  return STATE_FROM_MESSAGE.get(state ?? 0);
}

export function toRowErrorMessage({ position: _position, ...same }: RowError): necips.submission.v1.IRowError {
  return same;
}

/** Operations are numbered as in `necips.feed.v1.Operation`. */
export function toRecordVersionMessage({ tombstone, ...same }: FeedEntry): necips.feed.v1.IRecordVersion {
  return { ...same, ...(tombstone && { tombstone }) };
}

/** A message of `federation.catalogue.v1`. Throws CatalogueRefused `too_large` or `undecodable`. */
export function decodeCatalogueMessage(value: Uint8Array): CatalogueMessage {
  if (value.length > CATALOGUE_MESSAGE_BYTES_MAX) throw new CatalogueRefused('too_large', `${value.length} bytes`);
  try {
    // Decoded messages are instances of the class: every field is there, as its type's zero where it was not sent.
    return necips.catalogue.v1.CatalogueMessage.decode(value) as CatalogueMessage;
  } catch (error) {
    throw new CatalogueRefused('undecodable', error instanceof Error ? error.message : String(error));
  }
}

const WithdrawalStates = necips.withdrawal.v1.WithdrawalState;

const WITHDRAWAL_STATE_TO_MESSAGE = {
  withdrawing: WithdrawalStates.WITHDRAWAL_STATE_WITHDRAWING,
  hidden: WithdrawalStates.WITHDRAWAL_STATE_HIDDEN,
  lifted: WithdrawalStates.WITHDRAWAL_STATE_LIFTED,
} as const satisfies Record<WithdrawalState, number>;

export function toWithdrawalMessage(withdrawal: Withdrawal): necips.withdrawal.v1.IWithdrawal {
  const { state, requestedAt, recordedAt, hiddenAt, lifted, detailsErasedAt, ...same } = withdrawal;
  return {
    ...same,
    state: WITHDRAWAL_STATE_TO_MESSAGE[state],
    requestedAtMs: requestedAt.getTime(),
    recordedAtMs: recordedAt?.getTime() ?? 0,
    hiddenAtMs: hiddenAt?.getTime() ?? 0,
    detailsErasedAtMs: detailsErasedAt?.getTime() ?? 0,
    ...(lifted && { lift: { ...lifted, atMs: lifted.at.getTime() } }),
  };
}
