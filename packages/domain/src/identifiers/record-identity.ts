import assert from 'node:assert/strict';
import { findNode } from './node.ts';

/** Longest encoded business key, in characters: keeps a recordId indexable and a URL path short. */
const BUSINESS_KEY_CHARACTERS_MAX = 300;

/**
 * The stable identity of a record: `<node>/<item>/<businessKey>`, as in `330000/REG/91330000MA00000660`. Characters of
 * the business key other than `A-Z a-z 0-9 . _ ~ -` are percent-encoded as UTF-8, after NFC.
 * Throws an AssertionError for an unknown node, an item that is not three capitals, or an empty or too long key.
 */
export function formatRecordId(identity: RecordIdentity): string {
  const recordId = findRecordId(identity);
  assert(recordId !== undefined, 'A business key has 1 to 300 encoded characters and no lone surrogate.');
  return recordId;
}

/**
 * As `formatRecordId`, but undefined where the business key makes no identity: it is empty, too long or not well-formed. Throws an
 * AssertionError for an unknown node or an item that is not three capitals.
 */
export function findRecordId({ node, item, businessKey }: RecordIdentity): string | undefined {
  assert(findNode(node), 'A recordId needs a known node.');
  assert(isItem(item), 'An item code is three capitals.');
  if (!businessKey.isWellFormed()) return undefined;
  const key = encodeBusinessKey(businessKey);
  return key.length > 0 && key.length <= BUSINESS_KEY_CHARACTERS_MAX ? `${node}/${item}/${key}` : undefined;
}

/** Reads a recordId; undefined unless it is exactly what `formatRecordId` writes, so equal identities are equal texts. */
export function parseRecordId(text: string): RecordIdentity | undefined {
  const node = text.slice(0, 6);
  const item = text.slice(7, 10);
  const key = text.slice(11);
  if (text[6] !== '/' || text[10] !== '/' || key === '' || key.length > BUSINESS_KEY_CHARACTERS_MAX) return undefined;
  if (!findNode(node) || !isItem(item)) return undefined;
  const businessKey = decodeBusinessKey(key);
  if (businessKey === undefined || encodeBusinessKey(businessKey) !== key) return undefined;
  return { node, item, businessKey };
}

function encodeBusinessKey(key: string): string {
  if (/^[A-Za-z0-9._~-]*$/.test(key)) return key;
  return encodeURIComponent(key.normalize('NFC')).replace(
    /[!*'()]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decodeBusinessKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key);
  } catch {
    return undefined;
  }
}

function isItem(item: string): boolean {
  return /^[A-Z]{3}$/.test(item);
}

export type RecordIdentity = {
  /** The publishing node, six digits. */
  node: string;
  /** The catalogue item (资源目录), three capitals: `REG`. */
  item: string;
  /** As the item's format defines it; for `REG` the subject's code. */
  businessKey: string;
};
