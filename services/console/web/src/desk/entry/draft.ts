import type { ListPage } from '../../admin/list/use-list.ts';
import type { Tone } from '../../admin/tag.tsx';
import { change, get, getRevised, type Revised } from '../../api/call.ts';
import type { DraftValues } from './keeper/merge-values.ts';

/** A draft of online entry (录入草稿). */
interface DraftHead {
  draftId: string;
  item: string;
  state: DraftState;
  departmentName: string;
  account: string;
  /** Why it was returned; empty otherwise. */
  note: string;
  reviewer: string | null;
  submissionId: string | null;
  createdAt: string;
  changedAt: string;
  /** When it is deleted unless it is changed. */
  expiresAt: string;
}

/** A draft as lists show it, with what it is about instead of what was typed. */
export interface ListedDraft extends DraftHead {
  /** Name of its subject; empty where it is not filled in. */
  subject: string;
  /** What tells it from others of its item, such as the number of a document. */
  key: string[];
}

export type DraftState = 'editing' | 'in_review' | 'returned' | 'submitted';

/** A draft with what was typed and what is to be said about it. */
export interface Draft extends DraftHead {
  /** Null once it was handed in. */
  values: DraftValues | null;
  isComplete: boolean;
  wrong: DraftFault[];
  missing: DraftFault[];
  /** Doubts that do not keep it from being submitted. */
  findings: DraftFault[];
  /** What became of it when it was handed in last. */
  answer: RecordAnswer | null;
}

export interface DraftFault {
  /** Empty for the whole record; of a row of a list `field[0].member`. */
  field: string;
  label: string;
  value: string;
  code: string;
  reason: string;
  mend: string;
}

export interface RecordAnswer {
  submissionId: string;
  outcome: 'accepted' | 'unchanged' | 'rejected' | 'withheld' | 'held' | 'pending';
  recordId: string;
  version: number;
  errors: DraftFault[];
}

export const DRAFT_STATES: Record<DraftState, { label: string; tone: Tone }> = {
  editing: { label: '录入中', tone: 'info' },
  in_review: { label: '待审核', tone: 'warn' },
  returned: { label: '已退回', tone: 'bad' },
  submitted: { label: '已提交', tone: 'good' },
};

const DRAFTS_A_PAGE = 50;
const pathOf = (draftId: string) => `/v1/drafts/${draftId}`;

export function listDrafts(cursor: string | undefined): Promise<ListPage<ListedDraft>> {
  return get('collection', '/v1/drafts', { query: { cursor, limit: DRAFTS_A_PAGE }, isBackground: true });
}

export function listDraftsInReview(cursor: string | undefined): Promise<ListPage<ListedDraft>> {
  return get('collection', '/v1/drafts/in-review', { query: { cursor, limit: DRAFTS_A_PAGE }, isBackground: true });
}

export function readDraft(draftId: string): Promise<Revised<Draft>> {
  return getRevised('collection', pathOf(draftId), { isBackground: true });
}

export function createDraft(item: string): Promise<Revised<Draft>> {
  return change('POST', 'collection', '/v1/drafts', { body: { item } });
}

export function saveDraft(draftId: string, values: DraftValues, ifMatch: string): Promise<Revised<Draft>> {
  return change('PUT', 'collection', pathOf(draftId), { body: { values }, ifMatch });
}

export function submitDraft(draftId: string, ifMatch: string): Promise<Revised<Draft>> {
  return change('POST', 'collection', `${pathOf(draftId)}/submit`, { ifMatch });
}

export async function discardDraft(draftId: string, ifMatch: string): Promise<void> {
  await change('DELETE', 'collection', pathOf(draftId), { ifMatch });
}

export function approveDraft(draftId: string, ifMatch: string): Promise<Revised<Draft>> {
  return change('POST', 'collection', `${pathOf(draftId)}/approve`, { ifMatch });
}

export function returnDraft(draftId: string, reason: string, ifMatch: string): Promise<Revised<Draft>> {
  return change('POST', 'collection', `${pathOf(draftId)}/return`, { body: { reason }, ifMatch });
}
