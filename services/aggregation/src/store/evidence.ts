import type { Transaction } from '@necips/runtime';

/** Keeps two signed notes that contradict each other: what was verified, and what was seen besides. */
export async function insertEvidence(
  tx: Transaction,
  { node, kind, verifiedCheckpoint, otherCheckpoint }: NewEvidence,
): Promise<void> {
  await tx`
    insert into evidence (node, kind, verified_checkpoint, other_checkpoint, found_at)
    values (${node}, ${kind}, ${verifiedCheckpoint}, ${otherCheckpoint}, now())`;
}

export interface NewEvidence {
  node: string;
  kind: ContradictionKind;
  verifiedCheckpoint: string;
  otherCheckpoint: string;
}

/** `same_size`: two roots of one size; `inconsistent`: the smaller tree is not the beginning of the larger one. */
export type ContradictionKind = 'same_size' | 'inconsistent';
