import type { LogKeys } from '../notes/log-keys.ts';
import { emptyRoot, equalBytes } from '../tree/hashing.ts';
import { verifyConsistency } from '../tree/verify-proofs.ts';

/**
 * Whether two notes signed by one log cannot both be true: two roots of one size, or a smaller tree that is not the beginning of
 * the larger one. For different sizes `prefix` must show which root the larger tree has over the smaller size: a consistency
 * proof binds that root to the larger tree, so an inequality with the signed smaller root is a proof, whoever computed it. The
 * order of the notes is of no account. False where nothing is proven; throws LogError for a note that the log's keys have not signed.
 */
export function verifyContradiction({ keys, notes, prefix }: ContradictionClaim): boolean {
  const [a, b] = notes.map((note) => keys.open(note));
  if (!a || !b) return false;
  if (isImpossible(a) || isImpossible(b)) return true;
  if (a.size === b.size) return !equalBytes(a.root, b.root);
  const [smaller, larger] = a.size < b.size ? [a, b] : [b, a];
  if (!prefix || smaller.size === 0) return false;
  const claim = { oldSize: smaller.size, oldRoot: prefix.root, newSize: larger.size, newRoot: larger.root };
  return verifyConsistency({ ...claim, proof: prefix.hashes }) && !equalBytes(prefix.root, smaller.root);
}

/** A tree without leaves has one root only; a note that names another contradicts itself. */
function isImpossible({ size, root }: { size: number; root: Uint8Array }): boolean {
  return size === 0 && !equalBytes(root, emptyRoot());
}

/** Two signed notes of one log and, for different sizes, the root that the larger tree has over the smaller size. */
export type ContradictionClaim = {
  readonly keys: LogKeys;
  readonly notes: readonly [string, string];
  readonly prefix?: PrefixProof | undefined;
};

/** The root over the first leaves of a larger tree, 32 bytes, and the consistency proof that it is that tree's. */
export type PrefixProof = { readonly root: Uint8Array; readonly hashes: readonly Uint8Array[] };
