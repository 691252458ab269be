/**
 * The canonical form of what is hashed, stored and compared: RFC 8785 (JSON Canonicalization Scheme) over a normalised
 * value. Decimals are strings, so that no reader has to agree with another about floating point; hence a number must be
 * a safe integer. Absent fields (undefined) are omitted; null is refused, since it would be a second way to say absent.
 */

/** Canonical text of a value, all strings brought to NFC. Field names must be in NFC already. */
export function canonicalForm(value: CanonicalValue): string {
  return write(value, true, 0);
}

/**
 * RFC 8785 text of a value whose strings are taken as they are. Throws a TypeError for a lone surrogate, null, a
 * function, a number that is not a safe integer (or is -0), or nesting deeper than 32 levels.
 */
export function canonicalJson(value: CanonicalValue): string {
  return write(value, false, 0);
}

const DEPTH_MAX = 32;

function write(value: unknown, normalise: boolean, depth: number): string {
  switch (typeof value) {
    case 'string':
      return writeString(normalise ? value.normalize('NFC') : value);
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
        throw new TypeError('A number in canonical form is a safe integer; a decimal is a string.');
      }
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (depth > DEPTH_MAX) throw new TypeError('Canonical form nests at most 32 levels.');
      if (Array.isArray(value)) return writeArray(value, normalise, depth);
      if (isRecord(value)) return writeObject(value, normalise, depth);
      break;
    default:
  }
  throw new TypeError(`Canonical form has no ${value === null ? 'null' : typeof value}.`);
}

function writeObject(object: Readonly<Record<string, unknown>>, normalise: boolean, depth: number): string {
  let text = '{';
  // The default sort compares UTF-16 code units, which is the order RFC 8785 §3.2.3 asks for.
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${writeKey(key, normalise)}:${write(value, normalise, depth + 1)}`;
  }
  return `${text}}`;
}

function writeArray(array: readonly unknown[], normalise: boolean, depth: number): string {
  let text = '[';
  for (let i = 0; i < array.length; i++) {
    if (i > 0) text += ',';
    text += write(array[i], normalise, depth + 1);
  }
  return `${text}]`;
}

function writeKey(key: string, normalise: boolean): string {
  // Two names could become one by normalisation, so a name that is not normal is an error and not repaired.
  if (normalise && key.normalize('NFC') !== key) throw new TypeError('A field name in canonical form is in NFC.');
  return writeString(key);
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('Canonical form has no lone surrogate.');
  return JSON.stringify(text);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export type CanonicalValue =
  | string
  | number
  | boolean
  | readonly CanonicalValue[]
  | { readonly [field: string]: CanonicalValue | undefined };
