import { chinaDate } from '@necips/domain';
import { appendAudit, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { checkDraft, documentOf } from '../../domain/catalogue/check-draft.ts';
import { latestOf, readCatalogue } from '../../queries/catalogue/read-catalogue.ts';
import { readDrafters, requireDraft } from '../../queries/catalogue/read-drafts.ts';
import { insertDraftAct, lockDraft, readDraftFormats, updateDraft } from '../../store/catalogue/drafts.ts';
import { insertFormats, insertVersion, lockCatalogue, readFormats } from '../../store/catalogue/published.ts';
import { type DraftChange, requireOpen } from './draft-catalogue.ts';

/**
 * Publishes a draft as the next version, with the formats that it brings; its number. Two persons: none whose account has had a
 * hand in the draft publishes it, and who does names the revision that was seen. From here on the version never changes. Audited.
 *
 * Throws `not_found`; `conflict` for a draft that is not open or was changed since; `forbidden`, reason `second_person_needed`;
 * `precondition`, reason `no_key`, where the centre has no key to sign it with; `unprocessable`, reason `catalogue_faults`, with
 * everything that stands against it.
 */
export async function publishCatalogue(
  { sql, now, key }: Pick<Context, 'sql' | 'now' | 'key'>,
  { id, revision, actor }: DraftChange,
): Promise<number> {
  if (!key) {
    const message = '本级未配置密钥，无法签发目录 (the centre has no key to sign the catalogue with)';
    throw new ServiceError('precondition', message, { reason: 'no_key' });
  }
  return sql.begin(async (tx) => {
    await lockCatalogue(tx);
    const draft = requireOpen(requireDraft(await lockDraft(tx, id), id), revision);
    const drafters = await readDrafters(tx, id);
    if (drafters.includes(actor)) {
      const message =
        '草案须由另一名总局管理员公布，起草人不得公布 (another administrator than the drafters publishes it)';
      throw new ServiceError('forbidden', message, { reason: 'second_person_needed', details: { drafters } });
    }
    const catalogue = await readCatalogue(tx);
    const latest = latestOf(catalogue);
    const at = new Date(now());
    const surroundings = { today: chinaDate(now()), latest, formats: catalogue.formats };
    const { faults, named } = checkDraft(draft, await readDraftFormats(tx, id), surroundings);
    if (faults.length > 0) {
      const message = `草案不能公布，共 ${faults.length} 处 (the draft cannot be published)`;
      throw new ServiceError('unprocessable', message, { reason: 'catalogue_faults', details: { faults } });
    }
    const version = latest.version + 1;
    const document = documentOf(version, draft, named);
    const { effectiveFrom } = draft;
    await insertVersion(tx, {
      version,
      effectiveFrom,
      document,
      draftedBy: drafters,
      publishedBy: actor,
      publishedAt: at,
    });
    // Built-in formats that a version names are published with it, so that no later release can change them.
    const stored = new Set((await readFormats(tx)).map((format) => format.id));
    const added = named.filter((format) => !stored.has(format.id));
    await insertFormats(tx, version, added);
    await updateDraft(tx, { ...draft, state: 'published', version });
    await insertDraftAct(tx, { draft: id, act: 'publish', revision, actor, at });
    const details = { draft: id, revision, effectiveFrom, drafters, formats: added.map((format) => format.id) };
    await appendAudit(tx, { actor, act: 'publish_catalogue', object: String(version), details });
    return version;
  });
}
