/** A record of another province, as it arrived. What it says of itself is the sender's word, and nothing of it is checked. */
export interface ArrivedTransfer {
  /** The sender's name for this version, and for the record. */
  transferId: string;
  recordKey: string;
  /** From 1. */
  version: number;
  /** Node that took the record in, six digits. */
  from: string;
  item: string;
  format: string;
  /** Department that provided it there, and its name. */
  provider: string;
  providerName: string;
  /** JSON; both are empty where the record was taken back. */
  publicPart: string;
  restrictedPart: string;
  takenBack: boolean;
  /** Where it is taken back only down to that version, which is to be shown again; else 0. */
  backToVersion: number;
  /** The law withdrew it at the sender. */
  lawful: boolean;
  /** How the sender had the enterprise in its register until it moved out; both are empty where it had not. */
  registeredCode: string;
  registeredName: string;
}

/**
 * What has become of a transfer, as its sender is told. `deferred`: it waits for its subject, for a person of this node, or is to come
 * again. `given_back`: its enterprise has moved on, so that its sender is to send it there, and take it back here; `withdrawn`: it was recorded, and
 * this node shows it no longer.
 */
export const TRANSFER_STATES = ['deferred', 'recorded', 'published', 'refused', 'given_back', 'withdrawn'] as const;
export type TransferState = (typeof TRANSFER_STATES)[number];

/** What has become of it, and why. */
export interface TransferFate {
  state: TransferState;
  /** One word; empty where it is recorded. */
  reason: string;
  /** The same in words, Chinese first. */
  explanation: string;
  /** The row that it became here. */
  submissionId: string | null;
  recordId: string | null;
  recordVersion: number | null;
  /** What publication has to reach for it to be public; null where there is nothing to publish. */
  feedSequence: number | null;
}
