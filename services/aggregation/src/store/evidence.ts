import { createHash } from 'node:crypto';
import type { Transaction } from '@necips/runtime';
import type { EvidenceProof } from '@necips/tlog';

/**
 * Keeps evidence against a province, once for each `about`. Returns false where it is kept already, so that a province that
 * repeats itself takes no more room.
 */
export async function insertEvidence(tx: Transaction, evidence: NewEvidence): Promise<boolean> {
  const { node, generation, kind, verifiedCheckpoint, otherCheckpoint, proof, about } = evidence;
  const digest = createHash('sha256').update(`${kind}/${generation}/${about}`).digest();
  const rows = await tx`
    insert into evidence (node, generation, kind, verified_checkpoint, other_checkpoint, proof, digest, found_at)
    values (${node}, ${generation}, ${kind}, ${verifiedCheckpoint}, ${otherCheckpoint}, ${tx.json(proof as never)},
      ${digest}, now())
    on conflict (node, digest) do nothing returning id`;
  return rows.length === 1;
}

export interface NewEvidence {
  node: string;
  generation: number;
  kind: EvidenceKind;
  /** The note that was verified; empty before the first. */
  verifiedCheckpoint: string;
  otherCheckpoint: string;
  proof: EvidenceProof;
  /** What tells this evidence from other evidence of its kind. */
  about: string;
}

/**
 * `same_size`: two roots of one size; `inconsistent`: the smaller tree is not the beginning of the larger one; `rule_broken`:
 * signed leaves break a rule of the log. These stop the province. `body_differs`: the province itself serves a content that is
 * not what its signed leaf commits to; nobody signed the answer, so it is a note.
 */
export type EvidenceKind = 'same_size' | 'inconsistent' | 'rule_broken' | 'body_differs';
