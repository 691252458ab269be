import type { CatalogueEntry } from '@necips/domain';
import type { Executor, Transaction } from '@necips/runtime';

/** `open`: may be changed; `published`: became a version; `discarded`: given up. */
export type DraftState = 'open' | 'published' | 'discarded';

/** What is to become the next version. */
export interface Draft {
  id: number;
  state: DraftState;
  /** Rises with every change. */
  revision: number;
  /** ISO date, as entered; may be wrong still. */
  effectiveFrom: string;
  note: string;
  entries: CatalogueEntry[];
  /** The version that it became. */
  version: number | null;
}

/** What a person did to a draft. */
export interface DraftAct {
  draft: number;
  act: 'create' | 'change' | 'add_format' | 'remove_format' | 'discard' | 'publish';
  /** Revision after it. */
  revision: number;
  actor: string;
  at: Date;
}

/** A format document that a draft brings along. */
export interface DraftFormat {
  id: string;
  /** Canonical JSON. */
  document: string;
}

/** Drafts with an id below `before`, the newest first. */
export async function readDrafts(
  sql: Executor,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<Draft[]> {
  return sql<Draft[]>`
    select ${columns(sql)} from catalogue_draft where ${before === undefined ? sql`true` : sql`id < ${before}`}
    order by id desc limit ${limit}`;
}

export async function findDraft(sql: Executor, id: number): Promise<Draft | undefined> {
  const [draft] = await sql<Draft[]>`select ${columns(sql)} from catalogue_draft where id = ${id}`;
  return draft;
}

/** The draft, locked against others who change or publish it. */
export async function lockDraft(tx: Transaction, id: number): Promise<Draft | undefined> {
  const [draft] = await tx<Draft[]>`select ${columns(tx)} from catalogue_draft where id = ${id} for update`;
  return draft;
}

export async function countOpenDrafts(tx: Transaction): Promise<number> {
  const [row] = await tx<{ open: number }[]>`select count(*)::int as open from catalogue_draft where state = 'open'`;
  return row?.open ?? 0;
}

export async function insertDraft(
  tx: Transaction,
  { effectiveFrom, note, entries }: Pick<Draft, 'effectiveFrom' | 'note' | 'entries'>,
): Promise<number> {
  const [row] = await tx<{ id: number }[]>`
    insert into catalogue_draft (state, revision, effective_from, note, entries)
    values ('open', 1, ${effectiveFrom}, ${note}, ${tx.json(entries as never)}) returning id`;
  if (!row) throw new Error('the draft was not inserted');
  return row.id;
}

/** Writes the draft as it is now. */
export async function updateDraft(tx: Transaction, draft: Draft): Promise<void> {
  await tx`
    update catalogue_draft set state = ${draft.state}, revision = ${draft.revision}, effective_from = ${draft.effectiveFrom},
      note = ${draft.note}, entries = ${tx.json(draft.entries as never)}, version = ${draft.version}
    where id = ${draft.id}`;
}

/** What was done to drafts, the oldest first. */
export async function readDraftActs(sql: Executor, drafts: readonly number[]): Promise<DraftAct[]> {
  return sql<DraftAct[]>`
    select draft, act, revision, actor, at from catalogue_draft_act where draft = any(${drafts as number[]}::bigint[]) order by id`;
}

export async function insertDraftAct(tx: Transaction, { draft, act, revision, actor, at }: DraftAct): Promise<void> {
  await tx`
    insert into catalogue_draft_act (draft, act, revision, actor, at)
    values (${draft}, ${act}, ${revision}, ${actor}, ${at})`;
}

/** Format documents of a draft, in the order of their ids. */
export async function readDraftFormats(sql: Executor, draft: number): Promise<DraftFormat[]> {
  return sql<DraftFormat[]>`select id, document from catalogue_draft_format where draft = ${draft} order by id`;
}

export async function upsertDraftFormat(tx: Transaction, draft: number, { id, document }: DraftFormat): Promise<void> {
  await tx`
    insert into catalogue_draft_format (draft, id, document) values (${draft}, ${id}, ${document})
    on conflict (draft, id) do update set document = excluded.document`;
}

/** Whether there was such a format. */
export async function deleteDraftFormat(tx: Transaction, draft: number, id: string): Promise<boolean> {
  const rows = await tx`delete from catalogue_draft_format where draft = ${draft} and id = ${id} returning id`;
  return rows.length === 1;
}

function columns(sql: Executor) {
  return sql`id, state, revision, effective_from as "effectiveFrom", note, entries, version`;
}
