import { sha256 } from '#crypto';

/** Bytes of every hash in the tree (SHA-256). */
export const HASH_BYTES = 32;

// Hashing is synchronous, so one scratch buffer serves every call: an allocation per node would cost as much as the hash.
const nodeScratch = new Uint8Array(1 + 2 * HASH_BYTES).fill(0x01, 0, 1);
let leafScratch = new Uint8Array(256);

/** RFC 6962 §2.1 hash of a log entry: SHA-256(0x00 || entry), 32 bytes. */
export function leafHash(entry: Uint8Array): Uint8Array {
  const length = entry.length + 1;
  if (length > leafScratch.length) leafScratch = new Uint8Array(length);
  leafScratch[0] = 0x00;
  leafScratch.set(entry, 1);
  return sha256(leafScratch.subarray(0, length));
}

/** RFC 6962 §2.1 hash of an inner node: SHA-256(0x01 || left || right); both children are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError('a node has two 32-byte children');
  nodeScratch.set(left, 1);
  nodeScratch.set(right, 1 + HASH_BYTES);
  return sha256(nodeScratch);
}

/** RFC 6962 root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}

/**
 * RFC 6962 Merkle tree hash over leaf hashes, or over the roots of equally high complete subtrees, in order. No hashes give the
 * root of the empty tree.
 */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  // Pairing level by level and carrying an odd last node up unchanged gives the same tree as the RFC's split at a power of two.
  let level = hashes;
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Uint8Array, level[i + 1]];
      above.push(right === undefined ? left : nodeHash(left, right));
    }
    level = above;
  }
  return level[0] ?? emptyRoot();
}

/** Whether two byte strings are equal. Not constant in time: everything compared here is public. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The 32-byte hashes that lie one after another in `bytes`, as views. Throws RangeError if the length does not fit. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % HASH_BYTES !== 0) throw new RangeError(`${bytes.length} bytes are not a row of 32-byte hashes`);
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(bytes.subarray(at, at + HASH_BYTES));
  return hashes;
}
