// The checks of RFC 9162 §2.1.3.2 and §2.1.4.2. Every argument may come from a hostile peer: anything that does not fit is `false`.
import { emptyRoot, equalBytes, HASH_BYTES, nodeHash } from './hashing.ts';

/** Whether `proof` shows that the leaf is number `index` of the tree of `size` leaves with this root. */
export function verifyInclusion({ leafHash, index, size, root, proof }: InclusionClaim): boolean {
  if (!isCount(size) || !isCount(index) || index >= size || !areHashes([leafHash, root, ...proof])) return false;
  let [node, last, hash] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      // A last node without a right sibling rises unchanged to the level where it is a right child.
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

/** Whether `proof` shows that the tree of `oldSize` leaves is the beginning of that of `newSize` leaves. */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim): boolean {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize || !areHashes([oldRoot, newRoot, ...proof]))
    return false;
  if (oldSize === newSize)
    return proof.length === 0 && equalBytes(oldRoot, newRoot) && (oldSize > 0 || isEmptyRoot(oldRoot));
  if (oldSize === 0) return proof.length === 0 && isEmptyRoot(oldRoot);

  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  // An old tree that is one complete subtree needs no hash for itself: its root is the start of both paths.
  const [start, ...path] = node === 0 ? [oldRoot, ...proof] : proof;
  if (start === undefined) return false;
  let [oldHash, newHash] = [start, start];
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, half(last)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isEmptyRoot(root: Uint8Array): boolean {
  return equalBytes(root, emptyRoot());
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_BYTES);
}

export type InclusionClaim = {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
};
