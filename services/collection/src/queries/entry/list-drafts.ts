import type { Context } from '../../context.ts';
import type { DraftState, EntryDraft } from '../../domain/entry/entry-draft.ts';
import { readPageCursor, writePageCursor } from '../../page-cursor.ts';
import { type DraftScope, readDraftPage } from '../../store/entry/drafts.ts';

/** Pages through drafts, the newest first, without what was typed. */
export async function listDrafts(
  { sql }: Pick<Context, 'sql'>,
  scope: DraftScope,
  { limit, cursor, state }: { limit: number; cursor: string | undefined; state: DraftState | undefined },
): Promise<{ items: EntryDraft[]; next: string | null }> {
  const [before = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : readPageCursor(cursor, 1);
  const rows = await readDraftPage(sql, scope, { before, limit: limit + 1, state });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writePageCursor([last.number]) : null };
}
