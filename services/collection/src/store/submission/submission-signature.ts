import type { Transaction } from '@necips/runtime';

/** A department's signature over what it handed in. */
export interface SubmissionSignature {
  keyId: string;
  /** As signed, ISO 8601. */
  signedAt: string;
  /** SHA-256 of the body as sent. */
  bodyHash: Buffer;
  signature: Buffer;
}

export async function insertSignature(
  tx: Transaction,
  submissionId: string,
  signed: SubmissionSignature,
): Promise<void> {
  const { keyId, signedAt, bodyHash, signature } = signed;
  await tx`
    insert into submission_signature (submission_id, key_id, signed_at, body_hash, signature)
    values (${submissionId}, ${keyId}, ${signedAt}, ${bodyHash}, ${signature})`;
}
