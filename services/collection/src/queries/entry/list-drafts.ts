import { chinaDate, type Headline, headlineOf, NO_HEADLINE } from '@necips/domain';
import type { Context } from '../../context.ts';
import { openValues } from '../../domain/entry/draft-values.ts';
import type { DraftState, EntryDraft } from '../../domain/entry/entry-draft.ts';
import { readPageCursor, writePageCursor } from '../../page-cursor.ts';
import { type DraftScope, readDraftPage, readHandedInParts, type StoredDraft } from '../../store/entry/drafts.ts';

/** A draft as lists show it. */
export interface ListedDraft extends EntryDraft {
  headline: Headline;
}

type ListContext = Pick<Context, 'sql' | 'sealer' | 'formats' | 'now'>;

/** Pages through drafts, the newest first, each with what it is about instead of what was typed. */
export async function listDrafts(
  context: ListContext,
  scope: DraftScope,
  { limit, cursor, state }: { limit: number; cursor: string | undefined; state: DraftState | undefined },
): Promise<{ items: ListedDraft[]; next: string | null }> {
  const { sql } = context;
  const [before = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readDraftPage(sql, scope, { before, limit: limit + 1, state });
  const page = rows.slice(0, limit);
  const handedIn = page.flatMap(({ sealed, submissionId }) => (sealed === null && submissionId ? [submissionId] : []));
  const parts = await readHandedInParts(sql, handedIn);
  const items = page.map((row) => {
    const { sealed: _, ...draft } = row;
    return { ...draft, headline: readHeadline(context, row, parts) };
  });
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}

/** What was typed says it, or after it was handed in the record itself, as long as that is there. */
function readHeadline(
  { sealer, formats, now }: ListContext,
  { draftId, item, sealed, submissionId }: StoredDraft,
  parts: ReadonlyMap<string, string>,
): Headline {
  const format = formats.inForce(item, chinaDate(now()));
  if (!format) return NO_HEADLINE;
  if (sealed) return headlineOf(format, openValues(sealer, draftId, sealed));
  const part = submissionId === null ? undefined : parts.get(submissionId);
  return part === undefined ? NO_HEADLINE : headlineOf(format, JSON.parse(part) as Record<string, unknown>);
}
