// The messages by which provinces ask where an enterprise is registered and hand over records about it.
import { createHash } from 'node:crypto';
import { necips } from '@necips/proto';
import type { TransferState } from './domain/transfer-state.ts';
import type { Whereabouts, Whom } from './store/transfer/locate-subjects.ts';

const { InboundMessage, LocateOutcome, OutboundMessage, TransferOutcome } = necips.federation.v1;

/** What a province asks or hands over, as far as the centre reads it. */
export type Outbound =
  | { kind: 'locate'; locateId: string; whom: Whom }
  | { kind: 'transfer'; transfer: necips.federation.v1.Transfer; digest: Buffer }
  | { kind: 'receipt'; receipt: necips.federation.v1.TransferReceipt; state: Answered };

type Answered = Exclude<TransferState, 'sent'>;

const ID = /^[\w-]{1,64}$/;
const NAME_CHARACTERS_MAX = 200;

/** A message of `federation.outbound.v1.<node>`. Throws, in words, where it cannot be read. */
export function decodeOutbound(value: Uint8Array): Outbound {
  const { locate, transfer, transferReceipt } = OutboundMessage.decode(value);
  if (locate) {
    const { locateId, creditCode, registrationNumber, name } = locate as necips.federation.v1.Locate;
    const whom = { creditCode, registrationNumber, name };
    // PostgreSQL refuses U+0000 in a text, and a whole batch with it.
    const isSound = Object.values(whom).every((text) => text.length <= NAME_CHARACTERS_MAX && !/\p{Cc}/u.test(text));
    if (!isSound) throw new Error('what is asked for is too long or has control characters');
    return { kind: 'locate', locateId: checkId(locateId), whom };
  }
  if (transfer) {
    const decoded = transfer as necips.federation.v1.Transfer;
    checkId(decoded.transferId);
    if (!/^[A-Z]{3,8}$/.test(decoded.item)) throw new Error('the item is none');
    return { kind: 'transfer', transfer: decoded, digest: digestOf(decoded) };
  }
  if (transferReceipt) {
    const receipt = transferReceipt as necips.federation.v1.TransferReceipt;
    checkId(receipt.transferId);
    const state = STATES.get(receipt.outcome);
    if (!state) throw new Error('a receipt without an outcome');
    if (!/^\w{0,64}$/.test(receipt.reason)) throw new Error('the reason is not a word');
    return { kind: 'receipt', receipt, state };
  }
  throw new Error('it carries nothing that this version knows');
}

/** The answer to a Locate, a message of `federation.inbound.v1.<node>`. */
export function encodeLocated(locateId: string, found: Whereabouts, atMs: number): Buffer {
  const outcome = OUTCOMES[found.outcome];
  const where = found.outcome === 'found' ? { node: found.node, foundBy: found.foundBy } : {};
  return InboundMessage.encode({ located: { locateId, outcome, ...where, locatedAtMs: atMs } }).finish() as Buffer;
}

/** A record as its destination is handed it: as it came. */
export function encodeTransfer(transfer: necips.federation.v1.Transfer): Buffer {
  return InboundMessage.encode({ transfer }).finish() as Buffer;
}

/** What became of a record, as its sender is told; `from` is the province whose word it is, whatever it said itself. */
export function encodeTransferReceipt(receipt: necips.federation.v1.TransferReceipt, from: string): Buffer {
  const { transferId, to, outcome, recordId, version, reason, explanation, atMs } = receipt;
  const said = { transferId, from, to, outcome, recordId, version, reason, explanation, atMs };
  const { publicPart, restrictedPart, registeredCode, registeredName } = receipt;
  const back = { publicPart, restrictedPart, registeredCode, registeredName };
  return InboundMessage.encode({ transferReceipt: { ...said, ...back } }).finish() as Buffer;
}

/** The centre's own word about a record that it does not carry on. */
export function encodeNotCarried(
  { transferId, to }: { transferId: string; to: string },
  { state, reason, explanation }: NotCarried,
  atMs: number,
): Buffer {
  const outcome = TransferOutcome[state === 'refused' ? 'TRANSFER_OUTCOME_REFUSED' : 'TRANSFER_OUTCOME_DEFERRED'];
  return InboundMessage.encode({
    transferReceipt: { transferId, to, outcome, reason, explanation, atMs },
  }).finish() as Buffer;
}

/** Why a record is not carried on. */
export interface NotCarried {
  /** Deferred: it is to be sent again later. */
  state: 'refused' | 'deferred';
  /** One word. */
  reason: string;
  /** Chinese first. */
  explanation: string;
}

const OUTCOMES = {
  found: LocateOutcome.LOCATE_OUTCOME_FOUND,
  unknown: LocateOutcome.LOCATE_OUTCOME_UNKNOWN,
  ambiguous: LocateOutcome.LOCATE_OUTCOME_AMBIGUOUS,
} as const;

const STATES = new Map<number, Answered>([
  [TransferOutcome.TRANSFER_OUTCOME_DEFERRED, 'deferred'],
  [TransferOutcome.TRANSFER_OUTCOME_RECORDED, 'recorded'],
  [TransferOutcome.TRANSFER_OUTCOME_PUBLISHED, 'published'],
  [TransferOutcome.TRANSFER_OUTCOME_REFUSED, 'refused'],
  [TransferOutcome.TRANSFER_OUTCOME_WITHDRAWN, 'withdrawn'],
  [TransferOutcome.TRANSFER_OUTCOME_GIVEN_BACK, 'given_back'],
]);

function checkId(id: string): string {
  if (ID.test(id)) return id;
  throw new Error('it has no id');
}

/** Over what a transfer says, so that repetitions are known as such: not over bytes, which another encoder may order otherwise. */
function digestOf(transfer: necips.federation.v1.Transfer): Buffer {
  const { item, format, provider, publicPart, restrictedPart, producedOn, version, takenBack, recordKey } = transfer;
  const { registeredCode, registeredName, backToVersion, lawful } = transfer;
  const record = [item, format, provider, publicPart, restrictedPart, producedOn, version];
  return createHash('sha256')
    .update(JSON.stringify([...record, takenBack, recordKey, registeredCode, registeredName, backToVersion, lawful]))
    .digest();
}
