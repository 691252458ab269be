import type { RegisteredAs } from '../attribution/registered-as.ts';
import type { TransferState } from './transfer-out.ts';

/** What the destination, or the centre, says of a transfer. */
export interface TransferWord {
  transferId: string;
  /** Whose word it is, six digits; '' for the centre. */
  from: string;
  outcome: Exclude<TransferState, 'waiting' | 'ended'>;
  /** The destination's; null where it said none. */
  recordId: string | null;
  version: number | null;
  /** One word; may be empty. */
  reason: string;
  /** In words; may be empty. */
  explanation: string;
  /** The record as the destination gives it back; undefined where it does not. */
  givenBack?: GivenBack;
}

/** A record that its destination gives back because its enterprise has moved on, and how that was registered there. */
export interface GivenBack extends RegisteredAs {
  publicPart: string;
  restrictedPart: string;
}

/** A transfer as far as an answer concerns it. */
export interface AnsweredTransfer {
  toNode: string;
  state: TransferState;
  byCentre: boolean;
}

/**
 * What becomes of a transfer by an answer. Only its destination can say that it has the record, or has had it; the centre can only say that it has not
 * carried it on. What is further on is not put back: answers come twice and out of order. The centre's refusal of a repetition
 * does not outweigh that the first one has arrived.
 */
export function applyReceipt(transfer: AnsweredTransfer, { from, outcome }: TransferWord): ReceiptEffect {
  const byCentre = from === '';
  if (!byCentre && from !== transfer.toNode) return { kind: 'ignored', why: 'wrong_province' };
  if (byCentre && RANK[outcome] >= RANK.recorded) return { kind: 'ignored', why: 'not_the_centres_word' };
  if (RANK[outcome] < RANK[transfer.state]) return { kind: 'ignored', why: 'behind' };
  const isSame = outcome === transfer.state && (byCentre || !transfer.byCentre);
  // That it waits may be for another reason by now; anything else is said once.
  if (isSame && outcome !== 'deferred') return { kind: 'ignored', why: 'repeated' };
  return { kind: 'taken', byCentre, isFinal: outcome !== 'deferred' };
}

const RANK = {
  waiting: 0,
  deferred: 1,
  refused: 2,
  ended: 3,
  recorded: 4,
  published: 5,
  given_back: 6,
  withdrawn: 7,
} as const satisfies Record<TransferState, number>;

export type ReceiptEffect =
  | { kind: 'taken'; byCentre: boolean; isFinal: boolean }
  | { kind: 'ignored'; why: IgnoredReceipt };

export type IgnoredReceipt = 'unknown_transfer' | 'wrong_province' | 'not_the_centres_word' | 'behind' | 'repeated';
