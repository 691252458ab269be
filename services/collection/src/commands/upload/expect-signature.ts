import { createHash } from 'node:crypto';
import { ServiceError, type Transaction } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { isSignatureOf, parseSignature, type SignatureHeader, signedText } from '../../domain/department/signature.ts';
import { IntakeFault } from '../../domain/intake/faults.ts';
import { findSigning } from '../../store/department/department-keys.ts';
import { insertSignature } from '../../store/submission/submission-signature.ts';

/** How far the time of a signature may lie from now: long enough to sign apart from the network, too short to be used for years. */
const SIGNATURE_AGE_MS_MAX = 24 * 3_600_000;

/** A signature whose body is on its way in. */
export interface ExpectedSignature {
  /** Hands the body on and hashes it, as it was sent. */
  watch(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Hashes a body that is there, as it was sent. */
  see(body: Uint8Array): void;
  /** Verifies the signature over what `watch` has seen, and keeps it. Throws an IntakeFault where it is wrong. */
  keep(tx: Transaction, submissionId: string): Promise<void>;
}

/**
 * Looks at a department's signature (Ed25519) before the body is read; undefined where there is none and none is needed. Throws
 * `unprocessable` for one that cannot be right, and where a department that must sign does not.
 */
export async function expectSignature(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  { header, department, item }: { header: string | undefined; department: string; item: string },
): Promise<ExpectedSignature | undefined> {
  if (header === undefined) {
    await requireNoSignature({ sql }, department);
    return undefined;
  }
  const { keyId, time, signature, publicKey } = await requireKnownKey({ sql, now }, { header, department });
  const hash = createHash('sha256');
  return {
    watch: async function* (body) {
      for await (const bytes of body) {
        hash.update(bytes);
        yield bytes;
      }
    },
    see: (body) => void hash.update(body),
    keep: async (tx, submissionId) => {
      const bodyHash = hash.digest();
      if (!isSignatureOf(signedText({ department, item, time, bodyHash }), signature, publicKey)) {
        const message = '签名与内容不符，未保存任何内容 (the signature does not fit the body)';
        throw new IntakeFault('unprocessable', 'wrong_signature', message);
      }
      await insertSignature(tx, submissionId, { keyId, signedAt: time, bodyHash, signature });
    },
  };
}

/**
 * What a signature says of itself, with the key that it names. Throws `unprocessable` where it cannot be read, its key is not one of the
 * department's, or it is of another day.
 */
export async function requireKnownKey(
  { sql, now }: Pick<Context, 'sql' | 'now'>,
  { header, department }: { header: string; department: string },
): Promise<SignatureHeader & { publicKey: Buffer }> {
  const given = parseSignature(header);
  if (!given) throw refused('bad_signature_header', '签名格式有误 (want keyId="…",time="…",signature="…")');
  const { publicKey } = await findSigning(sql, department, given.keyId);
  if (!publicKey) throw refused('unknown_key', `未登记的签名公钥 ${given.keyId} (unknown or ended signing key)`);
  if (Math.abs(now() - Date.parse(given.time)) > SIGNATURE_AGE_MS_MAX) {
    throw refused('signature_too_old', '签名时间与当前相差超过 24 小时 (the signature’s time is a day off)');
  }
  return { ...given, publicKey };
}

/** Throws `unprocessable`, reason `signature_required`, where a department must sign what it sends. */
export async function requireNoSignature({ sql }: Pick<Context, 'sql'>, department: string): Promise<void> {
  const { isRequired } = await findSigning(sql, department, '');
  if (isRequired)
    throw refused('signature_required', '本部门须对提交内容签名 (the department has to sign what it sends)');
}

function refused(reason: string, message: string): ServiceError {
  return new ServiceError('unprocessable', message, { reason });
}
