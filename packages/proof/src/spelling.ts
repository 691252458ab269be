// How numbers, hashes and text are spelt in proof files and statuses: one way each.
import { decodeBase64, HASH_BYTES } from '@necips/tlog';
import { Invalid } from './invalid.ts';

/** Decimal without leading zeros, at most 2^53 - 1. Throws Invalid `malformed`. */
export function readNumber(text: string): number {
  const number = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new Invalid('malformed', '数字格式有误 (not a number)');
  return number;
}

/** Strict base64. Throws Invalid `malformed`. */
export function readBase64(text: string): Uint8Array {
  const bytes = decodeBase64(text);
  if (!bytes) throw new Invalid('malformed', 'base64 格式有误 (not base64)');
  return bytes;
}

/** Base64 of 32 bytes. Throws Invalid `malformed`. */
export function readHash(text: string): Uint8Array {
  const bytes = readBase64(text);
  if (bytes.length !== HASH_BYTES) throw new Invalid('malformed', '哈希值应为32字节 (a hash has 32 bytes)');
  return bytes;
}

/** UTF-8, a byte order mark kept. Throws Invalid `malformed`. */
export function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Invalid('malformed', '不是 UTF-8 文本 (not UTF-8)');
  }
}

/** What follows `label` and a space in a line. Throws Invalid `malformed` where the line begins otherwise. */
export function readLabelled(line: string | undefined, label: string): string {
  if (!line?.startsWith(`${label} `)) throw new Invalid('malformed', `缺少 ${label} 行 (no line ${label})`);
  return line.slice(label.length + 1);
}
