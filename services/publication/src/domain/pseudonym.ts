/** The text of a uuid for 16 bytes: how PostgreSQL keeps a pseudonym. Any 16 bytes will do, no uuid version is implied. */
export function formatPseudonym(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The 16 bytes of a pseudonym's text. */
export function parsePseudonym(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('-', ''), 'hex');
}
