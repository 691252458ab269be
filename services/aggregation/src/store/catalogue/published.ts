import type { Executor, Transaction } from '@necips/runtime';

/** A published version as it is kept: the bytes that are signed, and who made it. */
export interface StoredVersion {
  version: number;
  /** Canonical JSON, see `CatalogueDocument`. */
  document: string;
  draftedBy: string[];
  publishedBy: string;
  publishedAt: Date;
}

/** A published format document. */
export interface StoredFormat {
  /** `PEN@1`. */
  id: string;
  /** Canonical JSON. */
  document: string;
  /** The version with which it was published. */
  version: number;
}

/** Published versions, the oldest first. The built-in one is not among them. */
export async function readVersions(sql: Executor): Promise<StoredVersion[]> {
  return sql<StoredVersion[]>`
    select version, document, drafted_by as "draftedBy", published_by as "publishedBy", published_at as "publishedAt"
    from catalogue_version order by version`;
}

/** Published format documents, in the order of their ids. */
export async function readFormats(sql: Executor): Promise<StoredFormat[]> {
  return sql<StoredFormat[]>`select id, document, version from catalogue_format order by id`;
}

/** Keeps a version that is published now. */
export async function insertVersion(
  tx: Transaction,
  version: StoredVersion & { effectiveFrom: string },
): Promise<void> {
  await tx`
    insert into catalogue_version (version, effective_from, document, drafted_by, published_by, published_at)
    values (${version.version}, ${version.effectiveFrom}, ${version.document}, ${version.draftedBy},
      ${version.publishedBy}, ${version.publishedAt})`;
}

/** Keeps format documents that are published with a version. */
export async function insertFormats(
  tx: Transaction,
  version: number,
  formats: readonly { id: string; document: string }[],
): Promise<void> {
  await tx`
    insert into catalogue_format (id, document, version)
    select id, document, ${version} from unnest(
      ${formats.map(({ id }) => id)}::text[], ${formats.map(({ document }) => document)}::text[]) as new (id, document)`;
}

/** Lets publications take turns until the transaction ends, so that two drafts never become the same version. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended('catalogue', 0))`;
}
