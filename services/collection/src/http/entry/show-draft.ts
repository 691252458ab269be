import type { Context } from '../../context.ts';
import { withoutInternal } from '../../domain/entry/draft-values.ts';
import type { SeenDraft } from '../../domain/entry/entry-draft.ts';
import { type DraftWithValues, getDraft } from '../../queries/entry/get-draft.ts';
import { readDraftValues } from '../../queries/entry/read-draft-values.ts';
import { getFormatInForce } from '../../queries/get-format.ts';
import { toDraftJson } from './schemas.ts';

/** A draft as the one who enters it sees it, or with `masked` as others do; its revision goes into the ETag. */
export async function showDraft(
  context: Context,
  reply: { header(name: string, value: string): unknown },
  { draft, masked }: { draft: DraftWithValues; masked: boolean },
) {
  const { item, values } = draft;
  reply.header('etag', `"${draft.revision}"`);
  reply.header('cache-control', 'no-store');
  const reading = values ? readDraftValues(context, item, values) : undefined;
  const shown = values && masked ? withoutInternal(getFormatInForce(context, item), values) : values;
  return toDraftJson({ ...draft, values: shown }, reading, context.limits.draftKeepDays);
}

/** The same, of a draft that was just changed. */
export async function showChanged(
  context: Context,
  reply: Parameters<typeof showDraft>[1],
  { draftId, masked = false }: { draftId: string; masked?: boolean },
) {
  return await showDraft(context, reply, { draft: await getDraft(context, draftId), masked });
}

/** Which draft the request is about, and which revision of it its caller has seen. */
export function seenDraft(request: { params: { draftId: string }; headers: { 'if-match': string } }): SeenDraft {
  return { draftId: request.params.draftId, revision: Number(request.headers['if-match'].slice(1, -1)) };
}
