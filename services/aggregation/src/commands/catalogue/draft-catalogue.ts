import { type CatalogueEntry, chinaDate, sayOrder } from '@necips/domain';
import { appendAudit, ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { checkFormatDocument } from '../../domain/catalogue/read-format-document.ts';
import { latestOf, readCatalogue } from '../../queries/catalogue/read-catalogue.ts';
import { requireDraft } from '../../queries/catalogue/read-drafts.ts';
import {
  countOpenDrafts,
  type Draft,
  type DraftAct,
  deleteDraftFormat,
  insertDraft,
  insertDraftAct,
  lockDraft,
  readDraftFormats,
  updateDraft,
  upsertDraftFormat,
} from '../../store/catalogue/drafts.ts';
import { lockCatalogue } from '../../store/catalogue/published.ts';

/** Drafts that may be open at one time. */
const OPEN_DRAFTS_MAX = 20;
/** Format documents that one draft may bring. */
const DRAFT_FORMATS_MAX = 100;

type Needs = Pick<Context, 'sql' | 'now'>;

/** Which revision of a draft somebody changes, and who. */
export interface DraftChange {
  id: number;
  /** The revision that was seen; another one is a `conflict`. */
  revision: number;
  actor: string;
}

/** Begins a draft with the entries of the newest published version. Throws `limited` where too many are open. */
export async function createDraft(
  { sql, now }: Needs,
  { note, actor }: { note: string; actor: string },
): Promise<number> {
  return sql.begin(async (tx) => {
    await lockCatalogue(tx);
    if ((await countOpenDrafts(tx)) >= OPEN_DRAFTS_MAX) {
      const message = `未完成的草案不得超过 ${OPEN_DRAFTS_MAX} 个 (too many open drafts)`;
      throw new ServiceError('limited', message, { reason: 'too_many_drafts' });
    }
    const { entries, version } = latestOf(await readCatalogue(tx));
    const id = await insertDraft(tx, { effectiveFrom: chinaDate(now()), note, entries: [...entries] });
    await recordAct(tx, { draft: id, act: 'create', revision: 1, actor, at: new Date(now()) }, { basedOn: version });
    return id;
  });
}

/** Changes what a draft says. Throws `not_found`; `conflict` where it is not open or another revision by now. */
export async function changeDraft(
  context: Needs,
  change: DraftChange,
  content: { effectiveFrom: string; note: string; entries: CatalogueEntry[] },
): Promise<void> {
  await changeOpenDraft(context, change, 'change', async () => content);
}

/**
 * Adds a format document to a draft, or replaces the one of its id. Throws as `changeDraft`; `unprocessable`, reason
 * `faulty_format`, with every fault of what is no format document.
 */
export async function putDraftFormat(
  context: Needs,
  change: DraftChange,
  id: string,
  document: unknown,
): Promise<void> {
  // It is kept in a form that sorts members: the order in which the fields are written is kept apart.
  const checked = checkFormatDocument(sayOrder(document));
  if (!checked.ok) {
    const message = `不是格式规范文件，共 ${checked.faults.length} 处 (not a format document)`;
    throw new ServiceError('unprocessable', message, { reason: 'faulty_format', details: { faults: checked.faults } });
  }
  if (checked.format.id !== id) {
    const message = `文件是 ${checked.format.id}，不是 ${id} (the document is another format’s)`;
    throw new ServiceError('unprocessable', message, { reason: 'other_format' });
  }
  await changeOpenDraft(context, change, 'add_format', async (tx) => {
    const others = (await readDraftFormats(tx, change.id)).filter((format) => format.id !== id);
    if (others.length >= DRAFT_FORMATS_MAX) {
      const message = `一个草案的格式规范不得超过 ${DRAFT_FORMATS_MAX} 个 (too many formats)`;
      throw new ServiceError('limited', message, { reason: 'too_many_formats' });
    }
    await upsertDraftFormat(tx, change.id, { id, document: checked.format.document });
    return {};
  });
}

/** Takes a format document out of a draft. Throws as `changeDraft`, also where the draft has none of that id. */
export async function removeDraftFormat(context: Needs, change: DraftChange, id: string): Promise<void> {
  await changeOpenDraft(context, change, 'remove_format', async (tx) => {
    if (await deleteDraftFormat(tx, change.id, id)) return {};
    throw new ServiceError('not_found', `草案中没有格式规范 ${id} (no such format)`, { reason: 'unknown_format' });
  });
}

/** Gives a draft up. Throws as `changeDraft`. */
export async function discardDraft(context: Needs, change: DraftChange): Promise<void> {
  await changeOpenDraft(context, change, 'discard', async () => ({ state: 'discarded' }));
}

async function changeOpenDraft(
  { sql, now }: Needs,
  { id, revision, actor }: DraftChange,
  act: DraftAct['act'],
  apply: (tx: Transaction) => Promise<Partial<Draft>>,
): Promise<void> {
  await sql.begin(async (tx) => {
    const draft = requireOpen(requireDraft(await lockDraft(tx, id), id), revision);
    const changed = { ...draft, ...(await apply(tx)), revision: revision + 1 };
    await updateDraft(tx, changed);
    await recordAct(tx, { draft: id, act, revision: changed.revision, actor, at: new Date(now()) }, {});
  });
}

/** Throws `conflict` for a draft that is not open, or that somebody has changed since it was seen. */
export function requireOpen(draft: Draft, revision: number): Draft {
  if (draft.state !== 'open') {
    const message = draft.state === 'published' ? '草案已公布 (published already)' : '草案已废弃 (discarded)';
    throw new ServiceError('conflict', message, { reason: `draft_${draft.state}` });
  }
  if (draft.revision === revision) return draft;
  const message = `草案已改为第 ${draft.revision} 稿，您看到的是第 ${revision} 稿，请重新核对 (changed meanwhile)`;
  throw new ServiceError('conflict', message, { reason: 'draft_changed', details: { revision: draft.revision } });
}

/** The line in the draft's history and the one in the audit log. */
async function recordAct(tx: Transaction, act: DraftAct, details: Record<string, unknown>): Promise<void> {
  await insertDraftAct(tx, act);
  const { actor, draft, revision } = act;
  await appendAudit(tx, {
    actor,
    act: `catalogue_draft_${act.act}`,
    object: String(draft),
    details: { revision, ...details },
  });
}
