import type { Change, Claim } from '../../../../src/domain/display/catalogue-words.ts';
import type { ComparedDocument } from '../../../../src/domain/display/format-words.ts';
import type { ListPage } from '../../admin/list/use-list.ts';
import { get, post, put, remove } from '../../api/call.ts';
import type { FieldFault } from '../../api/problem.ts';

/** One item of the catalogue (目录条目). */
export interface Entry {
  item: string;
  name: string;
  category: string;
  legalBasis: string;
  providers: Claim[];
  publish: 'yes' | 'no' | 'on_request';
  shareScope: string;
  updateCycle: string;
  provideWorkingDays: number;
  publishWorkingDays: number;
  channels: string[];
  needsReview: boolean;
  /** `PEN@1`. */
  format: string;
}

export interface VersionSummary {
  version: number;
  effectiveFrom: string;
  note: string;
  /** Null for the built-in one. */
  publishedAt: string | null;
}

export interface CatalogueVersion extends VersionSummary {
  entries: Entry[];
}

export interface Catalogue {
  inForce: CatalogueVersion;
  next: VersionSummary | null;
  versions: VersionSummary[];
}

export interface DraftContent {
  effectiveFrom: string;
  note: string;
  entries: Entry[];
}

export interface DraftSummary extends DraftContent {
  id: number;
  state: 'open' | 'published' | 'discarded';
  revision: number;
  /** The version that it became. */
  version: number | null;
  acts: { act: string; revision: number; actor: string; at: string }[];
}

export interface Draft extends DraftSummary {
  formats: { id: string; document: ComparedDocument }[];
}

export interface Comparison {
  revision: number;
  /** The version that it is compared with. */
  against: number;
  changes: Change[];
  formats: string[];
}

const DRAFTS = '/v1/catalogue/drafts';
const DRAFTS_A_PAGE = 50;

/** Key of everything that is read of the catalogue, for asking anew. */
export const CATALOGUE_KEY = ['admin', 'catalogue'] as const;

export const getCatalogue = (): Promise<Catalogue> => get('exchange', '/v1/catalogue');
export const getVersion = (version: number): Promise<CatalogueVersion> => get('exchange', `/v1/catalogue/${version}`);
export const listFormats = (): Promise<{ items: { id: string; item: string; version: number; title: string }[] }> =>
  get('exchange', '/v1/formats');
export const getFormat = (id: string): Promise<ComparedDocument> =>
  get('exchange', `/v1/formats/${encodeURIComponent(id)}`);

export async function listDrafts(cursor: string | undefined): Promise<ListPage<DraftSummary>> {
  const query = { cursor, limit: DRAFTS_A_PAGE };
  const { items, next } = await get<{ items: DraftSummary[]; next?: string }>('exchange', DRAFTS, { query });
  return { items, next: next ?? null };
}
export const getDraft = (id: number): Promise<Draft> => get('exchange', `${DRAFTS}/${id}`);
export const getFaults = (id: number): Promise<{ revision: number; faults: FieldFault[] }> =>
  get('exchange', `${DRAFTS}/${id}/faults`);
export const getChanges = (id: number): Promise<Comparison> => get('exchange', `${DRAFTS}/${id}/changes`);

export const beginDraft = (note: string): Promise<Draft> => post('exchange', DRAFTS, { note });
export const saveDraft = ({ id, revision }: DraftSummary, content: DraftContent): Promise<Draft> =>
  put('exchange', `${DRAFTS}/${id}`, content, { revision });
export const discardDraft = ({ id, revision }: DraftSummary): Promise<Draft> =>
  remove('exchange', `${DRAFTS}/${id}`, { revision });
export const putFormat = ({ id, revision }: DraftSummary, format: string, document: unknown): Promise<Draft> =>
  put('exchange', `${DRAFTS}/${id}/formats/${encodeURIComponent(format)}`, document, { revision });
export const removeFormat = ({ id, revision }: DraftSummary, format: string): Promise<Draft> =>
  remove('exchange', `${DRAFTS}/${id}/formats/${encodeURIComponent(format)}`, { revision });
export const publishDraft = ({ id, revision }: DraftSummary): Promise<VersionSummary> =>
  post('exchange', `${DRAFTS}/${id}/publish`, { revision });

/** Accounts that have had a hand in a draft: none of them may publish it. */
export function draftersOf({ acts }: DraftSummary): string[] {
  return [...new Set(acts.map(({ actor }) => actor))];
}

/** A provider as it is sent: what was left empty says nothing. */
export function withoutEmpty({ name, department, kind, node, exclusive }: Claim): Claim {
  return {
    name: name.trim(),
    ...(department && { department }),
    ...(kind && { kind }),
    ...(node && { node }),
    ...(exclusive && { exclusive }),
  };
}
