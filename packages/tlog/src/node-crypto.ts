// The only file that imports from Node. Where the condition `browser` holds, `browser-crypto.ts` stands in its place (`imports` in
// package.json).
import { createPrivateKey, createPublicKey, hash, randomBytes, sign, verify } from 'node:crypto';

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

// Measured on Node 24 for 65 bytes: 'buffer' output 700 ns, since each result gets a backing store of its own; a binary string
// copied into pooled memory 300 ns. This call is most of the cost of extending the tree. The pool is our own because a Buffer
// handed out as Uint8Array would surprise whoever calls `slice` on it, which copies in the one and does not in the other.
const POOL_BYTES = 8192;
const DIGEST_BYTES = 32;
let pool = Buffer.allocUnsafeSlow(POOL_BYTES);
let pooled = 0;

/** SHA-256 of `data`, 32 bytes: a view into a larger buffer. */
export function sha256(data: Uint8Array): Uint8Array {
  if (pooled === POOL_BYTES) {
    pool = Buffer.allocUnsafeSlow(POOL_BYTES);
    pooled = 0;
  }
  pool.write(hash('sha256', data, 'binary'), pooled, 'latin1');
  const digest = new Uint8Array(pool.buffer, pooled, DIGEST_BYTES);
  pooled += DIGEST_BYTES;
  return digest;
}

/** A function that checks Ed25519 signatures (RFC 8032, 64 bytes) under the 32-byte public key; false for any other length. */
export function ed25519Verifier(publicKey: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return (message, signature) => verify(null, message, key, signature);
}

/** The public key (32 bytes) and the signing function of an Ed25519 seed (32 bytes, secret). */
export function ed25519Signer(seed: Uint8Array): { publicKey: Uint8Array; sign: (message: Uint8Array) => Uint8Array } {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  return { publicKey, sign: (message) => sign(null, message, key) };
}

/** A new random Ed25519 seed, 32 bytes, secret. */
export function randomSeed(): Uint8Array {
  return randomBytes(32);
}
