import { sha256 } from '#crypto';
import { readVerifierKey } from '../notes/note-key.ts';

const PREFIX = 'necips/key-rotation/v1/';

/**
 * What the leaf of a key rotation says of the new key, 32 bytes: SHA-256 over prefix, name of the log, a zero byte and the
 * Ed25519 public key. The key itself travels beside the leaf. Throws LogError `malformed` for what is no verifier key.
 */
export function keyRotationCommitment(verifierKey: string): Uint8Array {
  const { name, publicKey } = readVerifierKey(verifierKey);
  return sha256(Uint8Array.of(...new TextEncoder().encode(`${PREFIX}${name}\0`), ...publicKey));
}
