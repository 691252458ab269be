// What a node sends of a record to another province, and what it is told of it.
import { necips } from '@necips/proto';
import type { TransferWord } from './domain/transfer-out/apply-receipt.ts';
import type { DueTransfer } from './store/transfer-out/due-transfers.ts';

const { OutboundMessage, TransferOutcome } = necips.federation.v1;

const OUTCOMES = new Map<number, TransferWord['outcome']>([
  [TransferOutcome.TRANSFER_OUTCOME_DEFERRED, 'deferred'],
  [TransferOutcome.TRANSFER_OUTCOME_RECORDED, 'recorded'],
  [TransferOutcome.TRANSFER_OUTCOME_PUBLISHED, 'published'],
  [TransferOutcome.TRANSFER_OUTCOME_REFUSED, 'refused'],
  [TransferOutcome.TRANSFER_OUTCOME_GIVEN_BACK, 'given_back'],
  [TransferOutcome.TRANSFER_OUTCOME_WITHDRAWN, 'withdrawn'],
]);

const RECORD_ID_CHARACTERS_MAX = 1_000;
const EXPLANATION_CHARACTERS_MAX = 500;

/** A message of `federation.outbound.v1.<node>` that carries a record; the same with every repetition. */
export function encodeTransfer(node: string, due: DueTransfer, producedOn: string): Buffer {
  const { transferId, toNode, item, format, version, takenBack, backToVersion, lawful, recordKey } = due;
  const transfer = {
    transferId,
    from: node,
    to: toNode,
    item,
    format,
    provider: due.department,
    providerName: due.departmentName,
    publicPart: due.publicPart,
    restrictedPart: due.restrictedPart,
    producedOn,
    receivedAtMs: due.receivedAt.getTime(),
    version,
    sentAtMs: due.firstSentAt.getTime(),
    takenBack: takenBack || backToVersion !== null,
    recordKey,
    registeredCode: due.registeredCode,
    registeredName: due.registeredName,
    backToVersion: backToVersion ?? 0,
    lawful,
  };
  return OutboundMessage.encode({ transfer }).finish() as Buffer;
}

/** The receipt that a message of `federation.inbound.v1.<node>` carries. Throws, in words, where it cannot be read. */
export function fromReceiptMessage(receipt: necips.federation.v1.TransferReceipt, node: string): TransferWord {
  const { transferId, from, to, outcome: number, recordId, version, reason, explanation } = receipt;
  const { publicPart, restrictedPart, registeredCode, registeredName } = receipt;
  const outcome = OUTCOMES.get(number);
  if (!outcome || !UUID.test(transferId)) throw new Error('a receipt without an outcome, or of no transfer of ours');
  if (to !== node || !/^(\d{6})?$/.test(from)) throw new Error('a receipt that is not for this node');
  if (!/^\w{0,64}$/.test(reason)) throw new Error('a receipt whose reason is not a word');
  const isNamed = recordId.length <= RECORD_ID_CHARACTERS_MAX && recordId.startsWith(`${from}/`);
  if (recordId !== '' && !(isNamed && /^[\w./~%-]+$/.test(recordId))) throw new Error('a receipt whose record is none');
  if (!Number.isSafeInteger(version) || version < 0) throw new Error('a receipt whose version is none');
  return {
    transferId,
    from,
    outcome,
    recordId: recordId === '' ? null : recordId,
    version: version === 0 ? null : version,
    reason,
    // It is another node's text: PostgreSQL stores no NUL, and nobody needs control characters.
    explanation: explanation
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(0, EXPLANATION_CHARACTERS_MAX)
      .toWellFormed(),
    ...(outcome === 'given_back' && { givenBack: { publicPart, restrictedPart, registeredCode, registeredName } }),
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
