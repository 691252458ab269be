import type { Provider } from '../submission.ts';

/**
 * Where a draft of online entry (在线录入) stands: it is typed; a second person looks at it; it was given back, or what it became was
 * rejected, and is typed again; it is the row of a submission.
 */
export const DRAFT_STATES = ['editing', 'in_review', 'returned', 'submitted'] as const;

export type DraftState = (typeof DRAFT_STATES)[number];

/** What somebody enters online, until it is handed in. */
export interface EntryDraft {
  draftId: string;
  /** Order in which drafts were begun. */
  number: number;
  item: string;
  state: DraftState;
  /** Who enters it, and for which department. */
  provider: Provider;
  /** From 1; rises with every change. */
  revision: number;
  /** Why it was returned; empty otherwise. */
  note: string;
  /** Account that approved or returned it. */
  reviewer: string | null;
  /** What it became when it was handed in last. */
  submissionId: string | null;
  createdAt: Date;
  changedAt: Date;
}

/** What was typed: by the names of the format's fields. */
export type DraftValues = { readonly [field: string]: unknown };

/** A draft as somebody saw it: of another revision nothing is done. */
export interface SeenDraft {
  draftId: string;
  revision: number;
}
