import { createHash } from 'node:crypto';
import { normaliseName, searchName } from '../../text/normalise.ts';
import type { FormatDocument } from '../document/format-document.ts';
import type { KindField } from '../kinds/kind.ts';
import type { FieldSet } from './compile-fields.ts';

/** Longest business key as it is, in encoded characters: a recordId has room for 300. */
const ENCODED_MAX = 300;

/** Prepares the making of business keys: the text by which two records of an item are told apart. */
export function compileBusinessKey(document: FormatDocument, set: FieldSet): BusinessKeyPlan {
  const find = (name: string): KindField => set.fields.find((field) => field.name === name)!;
  const subject = document['x-subject'];
  const identifiers = [subject.uscc, subject.registrationNumber, subject.organisationCode].filter(
    (name) => name !== undefined,
  );
  const subjectFields = [...identifiers, subject.name].map(find);
  const components = document['x-businessKey'].map((component) => {
    if (component === '@subject') return subjectFields;
    return typeof component === 'string' ? [find(component)] : component.map(find);
  });
  return {
    fields: [...new Set(components.flat())],
    make(values) {
      const texts = components.map((fields) => componentText(fields, values));
      if (texts.every((text) => text === '')) return undefined;
      return bounded(texts.map((text) => text.replaceAll('~', '%7E')).join('~'));
    },
  };
}

export interface BusinessKeyPlan {
  /** Fields that the key is made of. */
  readonly fields: readonly KindField[];
  /** The key, from the values by slot; undefined where none of its fields has one. */
  make(values: readonly unknown[]): string | undefined;
}

/** Texts in a key are compared like names: width, case, white space and the form of brackets make no second record. */
function componentText(fields: readonly KindField[], values: readonly unknown[]): string {
  for (const field of fields) {
    const value = values[field.slot];
    if (typeof value !== 'string') continue;
    return EXACT.has(field.kind) ? value : searchName(normaliseName(value));
  }
  return '';
}

const EXACT: ReadonlySet<string> = new Set([
  'uscc',
  'registrationNumber',
  'organisationCode',
  'date',
  'code',
  'decimal',
  'integer',
]);

/** Characters that a key takes at most: three for one of ASCII, nine for a unit of any other. Encoding to know it takes ten times as long. */
function encodedAtMost(key: string): number {
  let length = 0;
  for (let i = 0; i < key.length; i++) length += key.charCodeAt(i) < 0x80 ? 3 : 9;
  return length;
}

/** A key that is too long is told by its hash: long names in Chinese take nine characters each in a recordId. */
function bounded(key: string): string {
  if (encodedAtMost(key) <= ENCODED_MAX || encodeURIComponent(key).length <= ENCODED_MAX) return key;
  return `sha256-${createHash('sha256').update(key).digest('base64url')}`;
}
