import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** What a department's signature says of itself, in the header `Signature` (or the field of gRPC). */
export interface SignatureHeader {
  keyId: string;
  /** As written: ISO 8601 with seconds, in UTC. */
  time: string;
  signature: Buffer;
}

/** Reads `keyId="…",time="…",signature="…"`; undefined where it is anything else. */
export function parseSignature(header: string): SignatureHeader | undefined {
  const match =
    /^keyId="([0-9a-f]{16})",\s*time="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)",\s*signature="([A-Za-z0-9+/]{86}==)"$/.exec(
      header.trim(),
    );
  const [, keyId = '', time = '', signature = ''] = match ?? [];
  if (!match || Number.isNaN(Date.parse(time))) return undefined;
  return { keyId, time, signature: Buffer.from(signature, 'base64') };
}

/** The text that is signed: the department, the item and the time belong to it, so that it says nothing about anything else. */
export function signedText(batch: { department: string; item: string; time: string; bodyHash: Buffer }): string {
  const { department, item, time, bodyHash } = batch;
  return `necips-submission-v1\n${department}\n${item}\n${time}\n${bodyHash.toString('hex')}\n`;
}

/** The text that is signed to withdraw one record; it begins otherwise, so that neither is ever taken for the other. */
export function signedWithdrawalText(act: {
  department: string;
  recordId: string;
  time: string;
  reasonHash: Buffer;
}): string {
  const { department, recordId, time, reasonHash } = act;
  return `necips-record-withdrawal-v1\n${department}\n${recordId}\n${time}\n${reasonHash.toString('hex')}\n`;
}

/** Whether the signature over a text was made with the private half of a key, its 32 raw bytes. */
export function isSignatureOf(text: string, signature: Buffer, publicKey: Buffer): boolean {
  return verify(null, Buffer.from(text), fromRaw(publicKey), signature);
}

/** The 32 raw bytes of an Ed25519 public key in PEM (SPKI); undefined for anything else, a private key above all. */
export function readSigningKey(pem: string): Buffer | undefined {
  if (!pem.trim().startsWith('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') return undefined;
    return key.export({ type: 'spki', format: 'der' }).subarray(-KEY_BYTES);
  } catch {
    return undefined;
  }
}

/** Names a key: the first 16 hexadecimal digits of the SHA-256 of its raw bytes. */
export function signingKeyId(publicKey: Buffer): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}

const KEY_BYTES = 32;
/** What stands before the raw bytes in SPKI (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

function fromRaw(publicKey: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
}
