import { isAscii, isUtf8 } from 'node:buffer';

/** Text encodings that departments send (GB 18030 is mandatory for Chinese software; it includes GBK and GB 2312). */
export type TextEncoding = 'utf-8' | 'gb18030';

/** The encoding that some bytes show by themselves; undefined for ASCII, which is the same in both. */
export function encodingOf(bytes: Uint8Array): TextEncoding | undefined {
  if (isAscii(bytes)) return undefined;
  return isUtf8(bytes) ? 'utf-8' : 'gb18030';
}

/**
 * Decodes one row. `faithful` is false where its bytes are not of the encoding: where characters had to be replaced, or, in
 * a GB18030 file, where the bytes are plainly UTF-8 and would give wrong characters without an error.
 */
export function decodeRow(buffer: Buffer, start: number, end: number, encoding: TextEncoding): DecodedRow {
  if (encoding === 'utf-8') {
    const text = buffer.toString('utf8', start, end);
    return { text, faithful: !text.includes(REPLACEMENT) };
  }
  const bytes = buffer.subarray(start, end);
  const text = GB18030.decode(bytes);
  return { text, faithful: !text.includes(REPLACEMENT) && !isPlainlyUtf8(bytes) };
}

/** Decodes bytes that the caller has checked or does not need to be sure of. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string {
  return encoding === 'utf-8' ? UTF8.decode(bytes) : GB18030.decode(bytes);
}

export interface DecodedRow {
  text: string;
  faithful: boolean;
}

const REPLACEMENT = '\ufffd';
const GB18030 = new TextDecoder('gb18030');
const UTF8 = new TextDecoder('utf-8');

/** A pair of Han characters in valid UTF-8: a short GB18030 text may be valid UTF-8 by chance, but not with this in it. */
const HAN_PAIR = /[\u4e00-\u9fff]{2}/;

function isPlainlyUtf8(bytes: Uint8Array): boolean {
  return !isAscii(bytes) && isUtf8(bytes) && HAN_PAIR.test(UTF8.decode(bytes));
}
