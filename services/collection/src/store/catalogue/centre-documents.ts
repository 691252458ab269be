import type { Executor, Transaction } from '@necips/runtime';

/** Versions of the catalogue and format documents that the centre has published. */
export interface CentreDocuments {
  /** Canonical JSON of each version, the oldest first. */
  versions: string[];
  /** Canonical JSON of each format. */
  formats: string[];
}

/** Everything that was heard of the centre. It is small: some dozens of documents. */
export async function readCentreDocuments(sql: Executor): Promise<CentreDocuments> {
  const rows = await sql<{ kind: 'version' | 'format'; document: string }[]>`
    select 'version' as kind, document, version as place from catalogue_version
    union all select 'format', document, 0 from catalogue_format order by place`;
  const documents = (wanted: string) => rows.flatMap(({ kind, document }) => (kind === wanted ? document : []));
  return { versions: documents('version'), formats: documents('format') };
}

/** Keeps a version; the document that is kept under its number from now on, which is another’s where one was kept before. */
export async function insertVersion(
  tx: Transaction,
  version: number,
  document: string,
  heardAt: Date,
): Promise<string> {
  await tx`
    insert into catalogue_version (version, document, heard_at) values (${version}, ${document}, ${heardAt})
    on conflict (version) do nothing`;
  const [kept] = await tx<{ document: string }[]>`select document from catalogue_version where version = ${version}`;
  return kept?.document ?? '';
}

/** Keeps a format; the document that is kept under its id from now on, which is another’s where one was kept before. */
export async function insertFormat(tx: Transaction, id: string, document: string, heardAt: Date): Promise<string> {
  await tx`
    insert into catalogue_format (id, document, heard_at) values (${id}, ${document}, ${heardAt})
    on conflict (id) do nothing`;
  const [kept] = await tx<{ document: string }[]>`select document from catalogue_format where id = ${id}`;
  return kept?.document ?? '';
}
