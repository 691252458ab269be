import { createHash } from 'node:crypto';
import { ServiceError } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { isSignatureOf, signedWithdrawalText } from '../../domain/department/signature.ts';
import type { Provider } from '../../domain/submission.ts';
import { findAdmission } from '../../store/department/admission.ts';
import type { SubmissionSignature } from '../../store/submission/submission-signature.ts';
import { requireKnownKey, requireNoSignature } from '../upload/expect-signature.ts';

/**
 * Verifies a department's signature over the withdrawal of one record: over the record's identity and the SHA-256 of the reason, so that
 * it is the same at every door. Without one, a department that must sign is refused, unless it is online entry that it was granted:
 * what a person does there nobody signs. Throws `unprocessable`.
 */
export async function verifyWithdrawalSignature(
  context: Pick<Context, 'sql' | 'now'>,
  { recordId, provider, reason, way, signature: header }: WithdrawalRequest,
): Promise<SubmissionSignature | undefined> {
  const { department } = provider;
  if (header === undefined) {
    const admission = way === 'entry' ? await findAdmission(context.sql, provider) : undefined;
    if (!admission?.ways.includes('entry')) await requireNoSignature(context, department);
    return undefined;
  }
  const { keyId, time, signature, publicKey } = await requireKnownKey(context, { header, department });
  const bodyHash = createHash('sha256').update(reason).digest();
  const text = signedWithdrawalText({ department, recordId, time, reasonHash: bodyHash });
  if (!isSignatureOf(text, signature, publicKey)) {
    const message = '签名与所撤销的记录或原因不符，未撤销 (the signature does not fit the record and the reason)';
    throw new ServiceError('unprocessable', message, { reason: 'wrong_signature' });
  }
  return { keyId, signedAt: time, bodyHash, signature };
}

/** A department's word that a record of its own is withdrawn. */
export interface WithdrawalRequest {
  recordId: string;
  provider: Provider;
  reason: string;
  /** `interface` at the doors for systems and for whatever is signed; `entry` where a person does it. */
  way: 'entry' | 'interface';
  /** The department's signature; see `parseSignature`. */
  signature: string | undefined;
}
