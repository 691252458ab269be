import { BatchRefused, formatPseudonym, type HiddenRecord, pseudonymOf } from '@necips/exchange';
import { decodeLeaf, type LogKeys, leafHash, verifyInclusion } from '@necips/tlog';

/** Withdrawals as a province sent them: decoded, and not believed yet. */
export interface SentWithdrawals {
  /** Signed note; should cover every one of them. */
  checkpoint: string;
  withdrawals: { leafIndex: number; leaf: Uint8Array; inclusionProof: Uint8Array[] }[];
}

/**
 * What a province has provably withdrawn: the checkpoint is signed under the key of its size, each leaf withdraws and is shown to stand
 * under it. Throws BatchRefused where one does not.
 */
export function verifyWithdrawals(keys: LogKeys, { checkpoint, withdrawals }: SentWithdrawals): ProvenWithdrawals {
  const { size, root } = openSigned(keys, checkpoint);
  const hidden = withdrawals.map(({ leafIndex, leaf, inclusionProof: proof }) => {
    if (!isWithdrawal(leaf)) throw new BatchRefused('malformed_leaf', `leaf ${leafIndex} withdraws nothing`);
    if (!verifyInclusion({ leafHash: leafHash(leaf), index: leafIndex, size, root, proof })) {
      throw new BatchRefused('root_differs', `leaf ${leafIndex} is not shown to stand under the checkpoint of ${size}`);
    }
    return { leafIndex, pseudonym: formatPseudonym(pseudonymOf(leaf)) };
  });
  return { size, hidden };
}

/** Records that are withdrawn, and how far the log was looked through. */
export interface ProvenWithdrawals {
  /** Leaves under the checkpoint. */
  size: number;
  hidden: HiddenRecord[];
}

function openSigned(keys: LogKeys, checkpoint: string): { size: number; root: Uint8Array } {
  try {
    return keys.open(checkpoint);
  } catch (error) {
    throw new BatchRefused('bad_signature', error instanceof Error ? error.message : String(error));
  }
}

function isWithdrawal(leaf: Uint8Array): boolean {
  try {
    return decodeLeaf(leaf).op === 'withdraw';
  } catch {
    return false;
  }
}
