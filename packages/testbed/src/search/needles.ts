/** Bytes that are looked for, and how long they are at most. */
export interface Needles {
  bytes: Buffer[];
  lengthMax: number;
}

/** What a text may look like in a copy: as it is, inside a JSON string, and inside a CSV cell. Hexadecimal bytes are taken as they are. */
export function needlesOf({ text, hex = [] }: { text?: string | undefined; hex?: readonly string[] }): Needles {
  const texts = text === undefined ? [] : [text, JSON.stringify(text).slice(1, -1), text.replaceAll('"', '""')];
  const given = [...new Set(texts)].map((each) => Buffer.from(each));
  const bytes = [...given, ...hex.map((each) => Buffer.from(each, 'hex'))].filter(({ length }) => length > 0);
  if (bytes.length === 0) throw new Error('nothing to look for: --text TEXT or --hex BYTES');
  return { bytes, lengthMax: Math.max(...bytes.map(({ length }) => length)) };
}

/** Whether any of them occurs. */
export function holdsAny(haystack: Uint8Array, { bytes }: Needles): boolean {
  const buffer = Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
  return bytes.some((needle) => buffer.includes(needle));
}
