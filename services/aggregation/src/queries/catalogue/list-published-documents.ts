import type { Executor } from '@necips/runtime';
import { readFormats, readVersions } from '../../store/catalogue/published.ts';

/** A published document and the name under which nodes know it, `version/2` or `format/PEN@1`. */
export interface PublishedDocument {
  name: string;
  /** Canonical JSON. */
  document: string;
}

/** Everything that nodes are to know: formats before the versions that name them. */
export async function listPublishedDocuments(sql: Executor): Promise<PublishedDocument[]> {
  const formats = (await readFormats(sql)).map(({ id, document }) => ({ name: `format/${id}`, document }));
  const versions = (await readVersions(sql)).map(({ version, document }) => ({ name: `version/${version}`, document }));
  return [...formats, ...versions];
}
