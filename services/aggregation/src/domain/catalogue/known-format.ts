import { type CanonicalValue, canonicalJson, type Format } from '@necips/domain';
import { documentDigest } from '@necips/tlog';

/** A format document, and what the catalogue needs to know of it. */
export interface KnownFormat {
  /** `PEN@1`. */
  id: string;
  item: string;
  /** From 1. */
  version: number;
  /** Chinese name. */
  title: string;
  /** Names of the fields that the business key is made of. */
  keyFields: readonly string[];
  /** Canonical JSON. */
  document: string;
}

/** What the catalogue needs to know of a format. Throws TypeError where its document has no canonical form. */
export function knownFormat({ id, item, version, title, keyFields, document }: Format): KnownFormat {
  return { id, item, version, title, keyFields, document: canonicalJson(document as unknown as CanonicalValue) };
}

/** What the version that names a format says of its content. */
export function digestOf({ document }: Pick<KnownFormat, 'document'>): string {
  return documentDigest(Buffer.from(document));
}
