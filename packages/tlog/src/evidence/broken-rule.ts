import { decodeLeaf } from '../leaves/leaf.ts';
import type { LogKeys } from '../notes/log-keys.ts';
import { equalBytes, leafHash } from '../tree/hashing.ts';
import { verifyInclusion } from '../tree/verify-proofs.ts';

/**
 * What leaves of one signed tree show about a rule of the log that they are said to break. `proven`: the leaves alone break it,
 * whoever says so. `stated`: the leaves are in the tree, but that they break the rule shows only in contents, which evidence
 * does not hold. `unproven`: not even the first. Throws LogError for a note that the log's keys have not signed.
 */
export function verifyBrokenRule({ keys, note, rule, leaves }: BrokenRuleClaim): RuleFinding {
  const { size, root } = keys.open(note);
  const isIncluded = ({ leaf, index, hashes }: IncludedLeaf) =>
    verifyInclusion({ leafHash: leafHash(leaf), index, size, root, proof: hashes });
  if (leaves.length === 0 || !leaves.every(isIncluded)) return 'unproven';
  if (rule !== 'time_runs_back' && rule !== 'version_not_rising') return 'stated';
  const [earlier, later] = leaves;
  if (!earlier || !later || earlier.index >= later.index) return 'unproven';
  const [before, after] = [decodeLeaf(earlier.leaf), decodeLeaf(later.leaf)];
  if (rule === 'time_runs_back') return after.time < before.time ? 'proven' : 'unproven';
  const isOneRecord = equalBytes(before.pseudonym, after.pseudonym);
  return isOneRecord && after.version <= before.version ? 'proven' : 'unproven';
}

export type RuleFinding = 'proven' | 'stated' | 'unproven';

/** Leaves of the tree that a signed note names, in log order, and the rule that they break. */
export type BrokenRuleClaim = {
  readonly keys: LogKeys;
  readonly note: string;
  readonly rule: string;
  readonly leaves: readonly IncludedLeaf[];
};

/** A leaf, its index, and the hashes of its inclusion proof. */
export type IncludedLeaf = {
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly hashes: readonly Uint8Array[];
};
