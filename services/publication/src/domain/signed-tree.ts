import { type NoteSigner, signCheckpoint } from '@necips/tlog';

/** Signs a tree head of this log. The signer's name is the log's origin, so that no key can sign for another log. */
export function signTree(signer: NoteSigner, tree: TreeHead, signedAt: Date): SignedTree {
  const { size, root } = tree;
  return { ...tree, checkpoint: signCheckpoint({ origin: signer.name, size, root }, signer), signedAt };
}

/** What a log looked like at one size. */
export interface TreeHead {
  /** From 1. */
  generation: number;
  /** Leaves. */
  size: number;
  /** RFC 6962 root over them, 32 bytes. */
  root: Uint8Array;
}

export interface SignedTree extends TreeHead {
  /** Signed note (C2SP tlog-checkpoint). */
  checkpoint: string;
  signedAt: Date;
}
