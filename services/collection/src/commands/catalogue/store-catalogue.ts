import type { Context } from '../../context.ts';
import { CatalogueRefused, type CentreDocument } from '../../domain/catalogue/catalogue-message.ts';
import { insertFormat, insertVersion, readCentreDocuments } from '../../store/catalogue/centre-documents.ts';
import { type CatalogueRefusal, insertRefusals } from '../../store/catalogue/refusals.ts';

/** A document of the centre, or why a message is not believed, with its place in the topic. */
export type HeardMessage = { partition: number; offset: number } & (
  | { document: CentreDocument }
  | { refused: CatalogueRefused }
);

/**
 * Keeps what the centre has published, and lets it take effect. What was kept before under the same name stays: published documents
 * never change, and one that differs is refused. Hearing everything again changes nothing.
 */
export async function storeCatalogue(
  context: Pick<Context, 'sql' | 'now' | 'events' | 'catalogue'>,
  messages: readonly HeardMessage[],
): Promise<void> {
  const { sql, now, events, catalogue } = context;
  const at = new Date(now());
  const refusals = await sql.begin(async (tx) => {
    const found: CatalogueRefusal[] = [];
    for (const message of messages) {
      const { partition, offset } = message;
      const refused = 'refused' in message ? message.refused : await keep(message.document);
      if (refused) found.push({ partition, offset, reason: refused.reason, detail: refused.message });
    }
    const isNew = found.length > 0 && (await insertRefusals(tx, found, at)) > 0;
    return isNew ? found : [];

    async function keep(each: CentreDocument): Promise<CatalogueRefused | undefined> {
      const name = each.kind === 'version' ? `version/${each.version}` : `format/${each.id}`;
      const kept =
        each.kind === 'version'
          ? await insertVersion(tx, each.version, each.document, at)
          : await insertFormat(tx, each.id, each.document, at);
      return kept === each.document ? undefined : new CatalogueRefused('changed', `${name}: 与已收到的内容不同`);
    }
  });
  for (const { reason, detail } of refusals) events.catalogueRefused(reason, detail);
  if (catalogue.hold(await readCentreDocuments(sql))) events.catalogueHeard(catalogue.newestVersion);
}

/** Reads what was kept of the centre's catalogue, at the start. */
export async function loadCatalogue({ sql, catalogue }: Pick<Context, 'sql' | 'catalogue'>): Promise<void> {
  catalogue.hold(await readCentreDocuments(sql));
}
