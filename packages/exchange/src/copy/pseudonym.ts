import { PSEUDONYM_BYTES } from '@necips/tlog';

/** Where a leaf of format 1 bears its pseudonym. */
const PSEUDONYM_AT = 2;

/** The text of a uuid for 16 bytes: how PostgreSQL keeps a pseudonym. Any 16 bytes will do, no uuid version is implied. */
export function formatPseudonym(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, PSEUDONYM_BYTES).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes of a pseudonym's text. */
export function parsePseudonym(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}

/** The 16 bytes of the pseudonym that a leaf about a record bears, of a leaf as it stands in the log. */
export function pseudonymOf(leaf: Uint8Array): Uint8Array {
  return leaf.subarray(PSEUDONYM_AT, PSEUDONYM_AT + PSEUDONYM_BYTES);
}
