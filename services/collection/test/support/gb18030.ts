// Node decodes GB18030 but does not encode it: the table is made by decoding all two-byte codes once.
const decoder = new TextDecoder('gb18030', { fatal: true });
const codes = new Map<string, Buffer>();
for (let first = 0x81; first <= 0xfe; first++) {
  for (let second = 0x40; second <= 0xfe; second++) {
    const bytes = Buffer.from([first, second]);
    try {
      const text = decoder.decode(bytes);
      if ([...text].length === 1) codes.set(text, bytes);
    } catch {
      // Not a code.
    }
  }
}

/** A text in GB18030. Throws for a character that needs four bytes. */
export function gb18030(text: string): Buffer {
  return Buffer.concat(
    [...text].map((character) => {
      const bytes = character.codePointAt(0)! < 0x80 ? Buffer.from(character) : codes.get(character);
      if (!bytes) throw new Error(`no two-byte code for ${character}`);
      return bytes;
    }),
  );
}
