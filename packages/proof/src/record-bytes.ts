// The record inside the `extra` line: version line, leaf and, where it is shown, public salt, head and public part.
import { COMMITMENT_SALT_BYTES, LEAF_BYTES } from '@necips/tlog';
import { Invalid } from './invalid.ts';
import { readText } from './spelling.ts';

const VERSION_LINE = new TextEncoder().encode('necips/proof/v1\n');
const LENGTH_BYTES = 4;

/** Puts together what `readRecordBytes` takes apart. */
export function writeRecordBytes(leaf: Uint8Array, content?: ProofContent): Uint8Array {
  const encoder = new TextEncoder();
  const parts = content ? [content.head, content.publicPart].map((text) => encoder.encode(text)) : [];
  const pieces = [VERSION_LINE, leaf, ...(content ? [content.publicSalt] : []), ...parts.flatMap(framed)];
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** Leaf and content; only their framing is checked. Throws Invalid `malformed`. */
export function readRecordBytes(bytes: Uint8Array): { leaf: Uint8Array; content: ProofContent | undefined } {
  const isOurs = VERSION_LINE.every((byte, i) => bytes[i] === byte);
  const leafEnd = VERSION_LINE.length + LEAF_BYTES;
  if (!isOurs || bytes.length < leafEnd) throw cut();
  const leaf = bytes.subarray(VERSION_LINE.length, leafEnd);
  if (bytes.length === leafEnd) return { leaf, content: undefined };
  const saltEnd = leafEnd + COMMITMENT_SALT_BYTES;
  const headEnd = frameEnd(bytes, saltEnd);
  const end = frameEnd(bytes, headEnd);
  if (end !== bytes.length) throw cut();
  const publicSalt = bytes.subarray(leafEnd, saltEnd);
  const head = readText(bytes.subarray(saltEnd + LENGTH_BYTES, headEnd));
  const publicPart = readText(bytes.subarray(headEnd + LENGTH_BYTES, end));
  return { leaf, content: { publicSalt, head, publicPart } };
}

function framed(bytes: Uint8Array): Uint8Array[] {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, bytes.length);
  return [length, bytes];
}

function frameEnd(bytes: Uint8Array, at: number): number {
  if (bytes.length < at + LENGTH_BYTES) throw cut();
  const end = at + LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
  if (bytes.length < end) throw cut();
  return end;
}

function cut(): Invalid {
  return new Invalid('malformed', '不是第1版的记录 (not a record of version 1)');
}

/** The public content of one record version, as committed to; canonical JSON. */
export type ProofContent = {
  /** 16 bytes. */
  readonly publicSalt: Uint8Array;
  readonly head: string;
  readonly publicPart: string;
};
