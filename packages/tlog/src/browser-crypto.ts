// What `node-crypto.ts` is in Node, where there is no Node. The browser's own WebCrypto is asynchronous, absent from pages that
// are not served over TLS, and has had Ed25519 only since 2025; these libraries are audited and have no dependencies.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as hash } from '@noble/hashes/sha2.js';

/** SHA-256 of `data`, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  return hash(data);
}

/** A function that checks Ed25519 signatures (RFC 8032, 64 bytes) under the 32-byte public key; false for any other length. */
export function ed25519Verifier(publicKey: Uint8Array): (message: Uint8Array, signature: Uint8Array) => boolean {
  // Without ZIP 215 the rules are those of RFC 8032: one encoding for each point and scalar.
  return (message, signature) =>
    signature.length === SIGNATURE_BYTES && ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** The public key (32 bytes) and the signing function of an Ed25519 seed (32 bytes, secret). */
export function ed25519Signer(seed: Uint8Array): { publicKey: Uint8Array; sign: (message: Uint8Array) => Uint8Array } {
  return { publicKey: ed25519.getPublicKey(seed), sign: (message) => ed25519.sign(message, seed) };
}

/** A new random Ed25519 seed, 32 bytes, secret. */
export function randomSeed(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SEED_BYTES));
}

const SIGNATURE_BYTES = 64;
const SEED_BYTES = 32;
