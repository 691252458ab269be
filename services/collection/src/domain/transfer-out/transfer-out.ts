/**
 * Where a transfer stands (转送): `waiting` for an answer; `deferred` by the destination or the centre, and sent on; `recorded` and then
 * `published` by the destination; `refused`; `given_back` by the destination, from which its enterprise has moved on; `withdrawn` by the destination, which had recorded it; or `ended` because something else took its place, for the reason that it bears.
 */
export const TRANSFER_STATES = [
  'waiting',
  'deferred',
  'recorded',
  'published',
  'refused',
  'given_back',
  'withdrawn',
  'ended',
] as const;

export type TransferState = (typeof TRANSFER_STATES)[number];

/** Why a transfer is no longer sent although nobody has answered it, or why a record is taken back. */
export const END_REASONS = {
  superseded: '本部门已提交新的内容 (a newer row has taken its place)',
  recorded_here: '主体已在本节点登记或认领，记录在本节点 (its subject is registered here)',
  moved: '主体改在其他省登记 (its subject is registered in another province by now)',
  returned: '已退回提供部门 (given back to its department)',
  removed: '提供部门已撤销该记录 (its department withdrew it)',
  taken_back: '所在批次已撤回 (its batch was taken back)',
  withdrawn: '已依法撤回公示 (lawfully withdrawn)',
} as const;

export type EndReason = keyof typeof END_REASONS;

/** Why this node itself does not send a record. */
export const OWN_REFUSALS = {
  too_large: '记录过大，无法转送 (the record is too large to be carried)',
} as const;

/** What the law allows for has passed: the record was not handed on in time, or not answered (Order 45 §10). */
export const OVERDUE_KINDS = ['hand_on', 'answer'] as const;

export type OverdueKind = (typeof OVERDUE_KINDS)[number];

/** A transfer as the list shows it. */
export interface ListedTransfer {
  /** Order in which they came up. */
  number: number;
  transferId: string;
  recordId: string;
  item: string;
  format: string;
  /** Counts the versions of the record, for its destination too. */
  version: number;
  /** It takes the record back. */
  takenBack: boolean;
  /** It takes back what came after that version, which is to be shown again; null where it does not. */
  backToVersion: number | null;
  toNode: string;
  submissionId: string;
  row: number;
  department: string;
  departmentName: string;
  state: TransferState;
  /** One word; empty where nothing was said. */
  reason: string;
  /** In words, Chinese first. */
  explanation: string;
  learnedAt: Date;
  sends: number;
  firstSentAt: Date | null;
  answeredAt: Date | null;
  /** ISO dates in China, the last day of each term. */
  handOnBy: string;
  answerBy: string | null;
  overdue: OverdueKind | null;
  /** The destination's identity and version of the record. */
  remoteRecordId: string | null;
  remoteVersion: number | null;
}

/** Which transfers are asked for; what is undefined is not asked. */
export interface TransferFilter {
  department: string | undefined;
  item: string | undefined;
  state: TransferState | undefined;
  /** Six digits. */
  to: string | undefined;
  submissionId: string | undefined;
  recordId: string | undefined;
  /** Past one of its terms; false asks for the others. */
  overdue: boolean | undefined;
}

/** Asks for all of them. */
export const ANY_TRANSFER: TransferFilter = {
  department: undefined,
  item: undefined,
  state: undefined,
  to: undefined,
  submissionId: undefined,
  recordId: undefined,
  overdue: undefined,
};
