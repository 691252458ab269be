import type { TransferState } from '../transfer-out/transfer-out.ts';
import type { HeldReason } from './attribute.ts';

/** A held row as the queue shows it. */
export interface ListedHeldRecord {
  heldId: number;
  recordId: string;
  item: string;
  submissionId: string;
  row: number;
  department: string;
  departmentName: string;
  uscc: string | null;
  registrationNumber: string | null;
  organisationCode: string | null;
  name: string;
  reason: HeldReason;
  note: string;
  heldAt: Date;
  owner: string | null;
  returnedAt: Date | null;
  /** What the centre says of where its enterprise is registered; null while it has said nothing. */
  located: LocateOutcome | null;
  /** Six digits; null unless it was found. */
  locatedNode: string | null;
  locatedBy: LocatedBy | null;
  locatedAt: Date | null;
  /** The node that took it in, where that was another one. */
  originNode: string | null;
  /** Its last transfer to another province; null where it was never to be sent. */
  transfer: HeldTransfer | null;
}

/** What became of the transfer of a held row. */
export interface HeldTransfer {
  transferId: string;
  /** Six digits. */
  toNode: string;
  state: TransferState;
  /** One word, and in words; empty where nothing was said. */
  reason: string;
  explanation: string;
}

/** What the national index says of an enterprise: one, none, or several are called so. */
export const LOCATE_OUTCOMES = ['found', 'unknown', 'ambiguous'] as const;
export type LocateOutcome = (typeof LOCATE_OUTCOMES)[number];

/** By what it was found. */
export const LOCATED_BY = ['credit_code', 'registration_number', 'name'] as const;
export type LocatedBy = (typeof LOCATED_BY)[number];

/** Which held rows are asked for; what is undefined is not asked. */
export interface HeldFilter {
  department: string | undefined;
  item: string | undefined;
  reason: HeldReason | undefined;
  /** Account that works on it; '' for nobody. */
  owner: string | undefined;
  /** Given back to the department; false asks for what waits. */
  returned: boolean | undefined;
}

/** A held row whose enterprise is to be asked for. */
export interface HeldQuestion {
  locateId: string;
  uscc: string | null;
  registrationNumber: string | null;
  name: string;
}

/** The centre's answer about a held row. */
export interface HeldAnswer {
  locateId: string;
  outcome: LocateOutcome;
  /** Six digits; null unless it was found. */
  node: string | null;
  foundBy: LocatedBy | null;
  /** When the centre said so. */
  at: Date;
}
