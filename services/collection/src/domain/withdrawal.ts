/** Where a lawful withdrawal stands: on its way, no longer shown anywhere in the node, or lifted. */
export const WITHDRAWAL_STATES = ['withdrawing', 'hidden', 'lifted'] as const;

export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number];

/** One act of lawful withdrawal (依法撤回公示), and how far it has come. */
export interface Withdrawal {
  withdrawalId: string;
  state: WithdrawalState;
  /** Account that acted. */
  account: string;
  reason: string;
  /** The document or provision that it rests on (依据). */
  authority: string;
  /** The batch whose records are withdrawn; absent where they were named. */
  submissionId?: string;
  /** Records that it withdrew so far. */
  records: number;
  /** Those of them that were shown until then. */
  published: number;
  /** Records that another act had withdrawn before. */
  already: number;
  /** Its last version in the feed; 0 where nothing was shown. */
  lastFeedSequence: number;
  requestedAt: Date;
  /** When its last record was withdrawn and erased here. */
  recordedAt?: Date;
  /** When publication had said that it shows none of them. */
  hiddenAt?: Date;
  lifted?: { at: Date; account: string; reason: string; authority: string };
  /** When the identities of its records were erased. */
  detailsErasedAt?: Date;
}

/** A withdrawn record as administrators see it. */
export interface WithdrawnRecord {
  /** HMAC-SHA-256 of the record's identity under the node's key, 64 hexadecimal digits. */
  tombstone: string;
  /** Absent once the identities are erased. */
  recordId?: string;
}
