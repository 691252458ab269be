import {
  builtInCatalogue,
  type CatalogueDocument,
  chinaDate,
  nextVersion,
  readCatalogueDocument,
  versionInForce,
} from '@necips/domain';
import { type Executor, ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { builtInKnownFormats } from '../../domain/catalogue/built-in-formats.ts';
import { digestOf, type KnownFormat } from '../../domain/catalogue/known-format.ts';
import { readFormatDocument } from '../../domain/catalogue/read-format-document.ts';
import { readFormats, readVersions } from '../../store/catalogue/published.ts';

/** A published version with who made it; of the built-in one nobody is named. */
export interface PublishedVersion extends CatalogueDocument {
  draftedBy: readonly string[];
  publishedBy: string | null;
  publishedAt: Date | null;
}

/** Everything that is published of catalogue and formats. */
export interface PublishedCatalogue {
  /** The oldest first; the first is the built-in one. */
  versions: readonly PublishedVersion[];
  /** By id; the built-in ones unless the centre has published them, which then holds. */
  formats: ReadonlyMap<string, KnownFormat>;
}

/** Reads what is published. It is small: some dozens of versions and formats. */
export async function readCatalogue(sql: Executor): Promise<PublishedCatalogue> {
  const stored = await readVersions(sql);
  const published = (await readFormats(sql)).map(({ document }) => readFormatDocument(document));
  const formats = new Map([...builtInKnownFormats(), ...published].map((format) => [format.id, format]));
  const builtIn = {
    ...builtInCatalogue(),
    formats: builtInKnownFormats().map((format) => ({ id: format.id, digest: digestOf(format) })),
    draftedBy: [],
    publishedBy: null,
    publishedAt: null,
  };
  const versions = stored.map(({ document, draftedBy, publishedBy, publishedAt }) => {
    return { ...readCatalogueDocument(document), draftedBy, publishedBy, publishedAt };
  });
  return { versions: [builtIn, ...versions], formats };
}

/** The newest published version, in force or not. */
export function latestOf({ versions }: Pick<PublishedCatalogue, 'versions'>): PublishedVersion {
  const latest = versions.at(-1);
  if (!latest) throw new Error('the built-in version is always there');
  return latest;
}

/** The version in force today, the one to come, and all of them in short. */
export async function getCatalogue({ reading, now }: Pick<Context, 'reading' | 'now'>) {
  const { versions } = await readCatalogue(reading);
  const today = chinaDate(now());
  return {
    inForce: versionInForce(versions, today) ?? latestOf({ versions }),
    next: nextVersion(versions, today),
    versions,
  };
}

/** One published version. Throws `not_found`. */
export async function getVersion({ reading }: Pick<Context, 'reading'>, version: number): Promise<PublishedVersion> {
  const found = (await readCatalogue(reading)).versions.find((each) => each.version === version);
  if (found) return found;
  throw new ServiceError('not_found', `没有目录第 ${version} 版 (no such version)`, { reason: 'unknown_version' });
}

/** Every published format, in the order of items and versions. */
export async function listFormats({ reading }: Pick<Context, 'reading'>): Promise<KnownFormat[]> {
  const { formats } = await readCatalogue(reading);
  return [...formats.values()].sort((a, b) => (a.item === b.item ? a.version - b.version : a.item < b.item ? -1 : 1));
}

/** One published format. Throws `not_found`. */
export async function getFormat({ reading }: Pick<Context, 'reading'>, id: string): Promise<KnownFormat> {
  const found = (await readCatalogue(reading)).formats.get(id);
  if (found) return found;
  throw new ServiceError('not_found', `没有格式规范 ${id} (no such format)`, { reason: 'unknown_format' });
}
