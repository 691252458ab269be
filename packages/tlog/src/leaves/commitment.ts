import { sha256 } from '#crypto';
import { viewOf } from '../uint64.ts';

/** Bytes of the salt of one commitment; a record version has one for its public and one for its restricted part. */
export const COMMITMENT_SALT_BYTES = 16;

const encoder = new TextEncoder();
const PREFIX = {
  public: encoder.encode('necips/commitment/v1/public\0'),
  restricted: encoder.encode('necips/commitment/v1/restricted\0'),
} as const;

/** The message is put together in memory that is used again; one longer than this gets memory of its own. */
const SCRATCH_BYTES = 64 * 1024;
const scratch = new Uint8Array(SCRATCH_BYTES);

/**
 * The salted commitment (32 bytes) of a leaf to head and part; strings are committed to as UTF-8. See LEAF-FORMAT.md. Throws
 * RangeError for a salt that is not 16 bytes, TypeError for a string that UTF-8 cannot carry.
 */
export function commitment(
  kind: CommitmentKind,
  salt: Uint8Array,
  head: string | Uint8Array,
  part: string | Uint8Array,
): Uint8Array {
  if (salt.length !== COMMITMENT_SALT_BYTES) throw new RangeError('a commitment has a salt of 16 bytes');
  const prefix = PREFIX[kind];
  const bytesMax = prefix.length + salt.length + 8 + bytesAtMost(head) + bytesAtMost(part);
  const message = bytesMax <= SCRATCH_BYTES ? scratch : new Uint8Array(bytesMax);
  message.set(prefix);
  message.set(salt, prefix.length);
  const headEnd = writeFramed(message, prefix.length + salt.length, head);
  const end = writeFramed(message, headEnd, part);
  return sha256(message.subarray(0, end));
}

/** Writes the length as uint32 big-endian and then the bytes; returns where they end. */
function writeFramed(message: Uint8Array, at: number, content: string | Uint8Array): number {
  const start = at + 4;
  let length: number;
  if (typeof content === 'string') {
    // The encoder would replace half a surrogate pair, and two different strings would have one commitment.
    if (!content.isWellFormed()) throw new TypeError('the content has half a surrogate pair');
    length = encoder.encodeInto(content, message.subarray(start)).written;
  } else {
    length = content.length;
    message.set(content, start);
  }
  viewOf(message).setUint32(at, length);
  return start + length;
}

/** UTF-8 needs at most three bytes for each UTF-16 unit. */
function bytesAtMost(content: string | Uint8Array): number {
  return typeof content === 'string' ? content.length * 3 : content.length;
}

/** Which part of a record's content is committed to. */
export type CommitmentKind = 'public' | 'restricted';
