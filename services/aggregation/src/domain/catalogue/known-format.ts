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
  /** How the business key is made: canonical JSON, equal where two formats make the same one of the same values. */
  keyRule: string;
  /** Canonical JSON. */
  document: string;
}

/** What the catalogue needs to know of a format. Throws TypeError where its document has no canonical form. */
export function knownFormat({ id, item, version, title, keyFields, fields, document }: Format): KnownFormat {
  const { 'x-businessKey': key, 'x-subject': subject } = document;
  const kinds = fields.flatMap(({ name, kind }) => (keyFields.includes(name) ? [[name, kind]] : []));
  // Of the subject only its identifiers are in a key, and only where the key asks for them.
  const { name: _, ...identifiers } = subject;
  const rule = [key, kinds, key.includes('@subject') ? identifiers : {}] as unknown as CanonicalValue;
  return {
    id,
    item,
    version,
    title,
    keyFields,
    keyRule: canonicalJson(rule),
    document: canonicalJson(document as unknown as CanonicalValue),
  };
}

/** What the version that names a format says of its content. */
export function digestOf({ document }: Pick<KnownFormat, 'document'>): string {
  return documentDigest(Buffer.from(document));
}
