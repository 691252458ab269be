import { equalBytes, type NoteSigner, type NoteVerifier, signCheckpoint } from '@necips/tlog';

/** Signs a tree head of this log. The signer's name is the log's origin, so that no key can sign for another log. */
export function signTree(signer: NoteSigner, tree: TreeHead, signedAt: Date): SignedTree {
  const { size, root } = tree;
  return { ...tree, checkpoint: signCheckpoint({ origin: signer.name, size, root }, signer), signedAt };
}

/** Whether this key signed this very tree head. Ed25519 signatures are deterministic, so signing again tells. */
export function isSignedBy(signer: NoteSigner, { size, root, checkpoint }: SignedTree): boolean {
  return checkpoint === signCheckpoint({ origin: signer.name, size, root }, signer);
}

/** Verifies what this key has signed, without its public half: a signature is deterministic. */
export function ownVerifier(signer: NoteSigner): NoteVerifier {
  const { name, keyId } = signer;
  return { name, keyId, verify: (message, signature) => equalBytes(signer.sign(message), signature) };
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
