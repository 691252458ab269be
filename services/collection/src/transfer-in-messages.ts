// What the centre hands over of other provinces, and what this node answers about it.
import { necips } from '@necips/proto';
import type { ArrivedTransfer, TransferState } from './domain/transfer-in/arrived-transfer.ts';
import type { GivenBack } from './domain/transfer-out/apply-receipt.ts';

const { OutboundMessage, TransferOutcome } = necips.federation.v1;

/**
 * A transfer that came by `federation.inbound.v1.<node>`. Throws, in words, where nobody could be answered: it is for another node, or
 * does not say whose it is.
 */
export function fromTransferMessage(transfer: necips.federation.v1.Transfer, node: string): ArrivedTransfer {
  const { transferId, recordKey, version, from, to, item } = transfer;
  if (to !== node || from === node) throw new Error(`a transfer from ${from} to ${to}`);
  const isSound =
    ID.test(transferId) &&
    ID.test(recordKey) &&
    /^\d{6}$/.test(from) &&
    ITEM.test(item) &&
    Number.isSafeInteger(version) &&
    version >= 1 &&
    isBefore(transfer.backToVersion, version);
  if (!isSound) throw new Error('a transfer without sender, id, item or version');
  const { format, provider, providerName, publicPart, restrictedPart, takenBack } = transfer;
  const named = { transferId, recordKey, version, from, item };
  const { registeredCode, registeredName, backToVersion, lawful } = transfer;
  const parts = { publicPart, restrictedPart, takenBack, backToVersion, lawful, registeredCode, registeredName };
  return { ...named, format, provider, providerName, ...parts };
}

/** A message of `federation.outbound.v1.<node>` that tells the sender of a transfer what has become of it. */
export function encodeAnswer(answer: TransferAnswer): Buffer {
  const { transferId, node, to, state, recordId, version, reason, explanation, atMs, givenBack } = answer;
  const receipt = {
    transferId,
    from: node,
    to,
    outcome: OUTCOMES[state],
    recordId,
    version,
    reason,
    explanation,
    atMs,
    ...givenBack,
  };
  return OutboundMessage.encode({ transferReceipt: receipt }).finish() as Buffer;
}

/** What has become of a transfer. */
export interface TransferAnswer {
  transferId: string;
  /** This node. */
  node: string;
  /** The node that sent it. */
  to: string;
  state: TransferState;
  /** Empty and 0 where nothing is recorded. */
  recordId: string;
  version: number;
  reason: string;
  explanation: string;
  atMs: number;
  /** The record, where it is given back. */
  givenBack?: GivenBack | undefined;
}

/** A version before this one, or none. */
function isBefore(backToVersion: number, version: number): boolean {
  return Number.isSafeInteger(backToVersion) && backToVersion >= 0 && backToVersion < version;
}

const ID = /^[\w-]{1,64}$/;
const ITEM = /^[A-Z]{3,8}$/;

const OUTCOMES = {
  deferred: TransferOutcome.TRANSFER_OUTCOME_DEFERRED,
  recorded: TransferOutcome.TRANSFER_OUTCOME_RECORDED,
  published: TransferOutcome.TRANSFER_OUTCOME_PUBLISHED,
  refused: TransferOutcome.TRANSFER_OUTCOME_REFUSED,
  given_back: TransferOutcome.TRANSFER_OUTCOME_GIVEN_BACK,
  withdrawn: TransferOutcome.TRANSFER_OUTCOME_WITHDRAWN,
} as const satisfies Record<TransferState, number>;
