import type { SubmissionWay } from './submission.ts';

/**
 * How a version came about: a row recorded it; a row or the department itself withdrew it (`removed`); taking back or cancelling a batch
 * withdrew it (`undone`) or showed its earlier content again (`restored`); its subject got another code (`carried`), or moved to another
 * province, which has recorded it (`moved`); it came back after a restore (`refilled`); it was withdrawn by law (`lawful_withdrawal`).
 */
export const VERSION_CAUSES = [
  'recorded',
  'removed',
  'undone',
  'restored',
  'carried',
  'moved',
  'refilled',
  'lawful_withdrawal',
] as const;

export type VersionCause = (typeof VERSION_CAUSES)[number];

/** Where one version of a record comes from (M§12). */
export interface VersionProvenance {
  version: number;
  cause: VersionCause;
  /** Whether the record is shown from this version on. */
  isShown: boolean;
  /** Place in the node's feed, by which publication has taken it. */
  sequence: number;
  recordedAt: Date;
  /** Why it was withdrawn; empty where nothing was said. */
  reason: string;
  /** The node that shows it instead, six digits; null unless it has moved there. */
  movedTo: string | null;
  /** The batch whose row made it, or which was undone; absent for a lawful withdrawal. */
  origin?: VersionOrigin;
  /** Absent where it was not published as far as is known: publication knows of what is shown now, and of what led to it. */
  publication?: VersionPublication;
  /** The lawful act. */
  withdrawal?: { withdrawalId: string; authority: string; requestedAt: Date; hiddenAt: Date | null };
}

/** How a version was made public, as publication knows it. */
export interface VersionPublication {
  /** Where its leaf stands in the node's log. */
  generation: number;
  leafIndex: number;
  publishedAt: Date;
  /** When the centre had verified it; null while it has not. */
  verifiedAt: Date | null;
}

/** The batch and the row that a version comes from. */
export interface VersionOrigin {
  submissionId: string;
  row: number;
  department: string;
  departmentName: string;
  account: string;
  way: SubmissionWay;
  /** The node that took it in, where that was another one; else null. */
  originNode: string | null;
  format: string;
  fileName: string;
  receivedAt: Date;
  completedAt: Date | null;
  signature: { keyId: string; signedAt: string; bodyHash: string; signature: string } | null;
}
