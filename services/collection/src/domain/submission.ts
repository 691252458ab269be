/** Where a submission stands; design §5. */
export const SUBMISSION_STATES = [
  'receiving',
  'incomplete',
  'received',
  'processing',
  'completed',
  'taking_back',
  'taken_back',
  'cancelled',
  'failed',
] as const;

export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/** How a record comes in: the three ways of M§8 (the interface also by the node's own connector), and from another province. */
export const SUBMISSION_WAYS = ['entry', 'import', 'interface', 'connector', 'transfer'] as const;

export type SubmissionWay = (typeof SUBMISSION_WAYS)[number];

/** One batch and what became of it. */
export interface Submission {
  submissionId: string;
  item: string;
  /** Format that its rows are read by, `REG@1`. */
  format: string;
  way: SubmissionWay;
  /** The node that took its record in, where that was another one; else null. */
  originNode: string | null;
  /** It changes nothing, and only says what it would do. */
  dryRun: boolean;
  state: SubmissionState;
  /** USCC of the department that provides it (M§12). */
  department: string;
  departmentName: string;
  account: string;
  /** As the sender named it; may be empty. */
  fileName: string;
  /** Of the file; absent until it is known. */
  encoding?: string;
  rows: number;
  accepted: number;
  unchanged: number;
  rejected: number;
  /** Accepted rows with a quality finding. */
  findings: number;
  /** Rows about records that are lawfully withdrawn: neither recorded nor wrong. */
  withheld: number;
  /** Rows whose subject is not known: they wait for it, or for somebody who knows it. */
  held: number;
  /** Rows that another province has recorded, where their subject is registered. */
  transferred: number;
  receivedAt: Date;
  completedAt?: Date;
  /** Why it failed or is incomplete; empty otherwise. */
  failure: string;
  /** Lowest and highest feed sequence that its rows wrote; 0 where they wrote none. */
  firstFeedSequence: number;
  lastFeedSequence: number;
  /** What undoing it has done so far: records withdrawn, given their previous content, left to a later submission. */
  undone: { withdrawn: number; restored: number; kept: number };
}

/** Who sends or sent a submission. */
export interface Provider {
  /** USCC of the department. */
  department: string;
  departmentName: string;
  account: string;
}

/** One line of a row-error report. */
export interface RowError {
  /** The first row after the header is 1. */
  row: number;
  /** Order within the row. */
  position: number;
  /** The format's name of the column; empty for a fault of the whole row. */
  field: string;
  label: string;
  value: string;
  code: string;
  reason: string;
  mend: string;
  /** A quality finding on an accepted row. */
  finding: boolean;
}
