import { type CatalogueChange, type CatalogueFault, chinaDate, compareCatalogues } from '@necips/domain';
import { type Executor, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { checkDraft } from '../../domain/catalogue/check-draft.ts';
import {
  type Draft,
  type DraftAct,
  type DraftFormat,
  findDraft,
  readDraftActs,
  readDraftFormats,
  readDrafts,
} from '../../store/catalogue/drafts.ts';
import { decodeCursor, type Page, pageOf } from '../page.ts';
import { latestOf, readCatalogue } from './read-catalogue.ts';

/** A draft with what was done to it. */
export interface DraftWithActs extends Draft {
  acts: Omit<DraftAct, 'draft'>[];
}

/** Drafts, the newest first. */
export async function listDrafts(
  { reading }: Pick<Context, 'reading'>,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<DraftWithActs>> {
  const before = cursor === undefined ? undefined : Number(decodeCursor(cursor));
  const drafts = await readDrafts(reading, { before, limit: limit + 1 });
  const acts = await readDraftActs(
    reading,
    drafts.map(({ id }) => id),
  );
  const rows = drafts.map((draft) => ({ id: BigInt(draft.id), draft }));
  return pageOf(rows, limit, ({ draft }) => withActs(draft, acts));
}

/** One draft with its format documents. Throws `not_found`. */
export async function getDraft(
  { reading }: Pick<Context, 'reading'>,
  id: number,
): Promise<DraftWithActs & { formats: DraftFormat[] }> {
  const draft = requireDraft(await findDraft(reading, id), id);
  const formats = await readDraftFormats(reading, id);
  return { ...withActs(draft, await readDraftActs(reading, [id])), formats };
}

/** All that stands against publishing a draft today. Throws `not_found`. */
export async function validateDraft(
  { reading, now }: Pick<Context, 'reading' | 'now'>,
  id: number,
): Promise<{ revision: number; faults: CatalogueFault[] }> {
  const draft = requireDraft(await findDraft(reading, id), id);
  const catalogue = await readCatalogue(reading);
  const surroundings = { today: chinaDate(now()), latest: latestOf(catalogue), formats: catalogue.formats };
  const { faults } = checkDraft(draft, await readDraftFormats(reading, id), surroundings);
  return { revision: draft.revision, faults };
}

/** How a draft differs from the newest published version, and the formats that it brings. Throws `not_found`. */
export async function compareDraft({ reading }: Pick<Context, 'reading'>, id: number): Promise<DraftComparison> {
  const draft = requireDraft(await findDraft(reading, id), id);
  const latest = latestOf(await readCatalogue(reading));
  const formats = (await readDraftFormats(reading, id)).map((format) => format.id);
  return { revision: draft.revision, against: latest.version, changes: compareCatalogues(latest, draft), formats };
}

export interface DraftComparison {
  revision: number;
  /** The version that it is compared with. */
  against: number;
  changes: CatalogueChange[];
  /** Ids of the formats that it brings. */
  formats: string[];
}

/** Throws `not_found` for a draft that there is none. */
export function requireDraft(draft: Draft | undefined, id: number): Draft {
  if (draft) return draft;
  throw new ServiceError('not_found', `没有目录草案 ${id} (no such draft)`, { reason: 'unknown_draft' });
}

/** Accounts that have had a hand in a draft. */
export async function readDrafters(sql: Executor, id: number): Promise<string[]> {
  return [...new Set((await readDraftActs(sql, [id])).map(({ actor }) => actor))];
}

function withActs(draft: Draft, acts: readonly DraftAct[]): DraftWithActs {
  const own = acts.filter((act) => act.draft === draft.id);
  return { ...draft, acts: own.map(({ act, revision, actor, at }) => ({ act, revision, actor, at })) };
}
