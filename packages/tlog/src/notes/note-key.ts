// Keys of signed notes in the text forms of the Go checksum database, which C2SP tools read and write.

import { ed25519Signer, ed25519Verifier, randomSeed, sha256 } from '#crypto';
import { LogError } from '../errors.ts';
import { viewOf } from '../uint64.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';

/** C2SP signature type: Ed25519 over the note text. */
const ED25519 = 0x01;
const SIGNER_KEY_PREFIX = 'PRIVATE+KEY+';
const RAW_KEY_BYTES = 32;

/** Reads a verifier key `name+hash+base64(0x01 || public key)`. Throws LogError `malformed`, also if the hash is not the key's. */
export function parseVerifierKey(text: string): NoteVerifier {
  const { name, keyId, publicKey } = readVerifierKey(text);
  return { name, keyId, verify: ed25519Verifier(publicKey) };
}

/** Name, key ID and the 32 bytes of a verifier key; throws as `parseVerifierKey` does. */
export function readVerifierKey(text: string): { name: string; keyId: number; publicKey: Uint8Array } {
  const { name, keyId, raw } = parseKey(text);
  if (keyIdOf(name, raw) !== keyId)
    throw new LogError('malformed', `the hash of verifier key ${name} is not that of its key`);
  return { name, keyId, publicKey: raw };
}

/** Reads a signer key `PRIVATE+KEY+name+hash+base64(0x01 || seed)`. Throws LogError `malformed`; no message shows the key. */
export function parseSignerKey(text: string): NoteSigner {
  return readSignerKey(text);
}

/** A signer with its public key; throws as `parseSignerKey` does. */
export function readSignerKey(text: string): NoteSigner & { publicKey: Uint8Array } {
  if (!text.startsWith(SIGNER_KEY_PREFIX)) throw new LogError('malformed', 'not a signer key');
  const { name, keyId, raw } = parseKey(text.slice(SIGNER_KEY_PREFIX.length));
  const { publicKey, sign } = ed25519Signer(raw);
  if (keyIdOf(name, publicKey) !== keyId)
    throw new LogError('malformed', `the hash of signer key ${name} is not that of its key`);
  return { name, keyId, publicKey, sign };
}

/** What others pin of a signer key: its verifier key. Throws as `parseSignerKey` does. */
export function verifierKeyOf(signerKey: string): string {
  const { name, publicKey } = readSignerKey(signerKey);
  return formatVerifierKey(name, publicKey);
}

/** A new Ed25519 key pair under `name`: `signerKey` is secret, `verifierKey` is what others pin. */
export function makeKey(name: string): { signerKey: string; verifierKey: string } {
  if (!isKeyName(name)) throw new RangeError(`${JSON.stringify(name)} is not a key name`);
  const seed = randomSeed();
  const { publicKey } = ed25519Signer(seed);
  return {
    signerKey: `${SIGNER_KEY_PREFIX}${keyHead(name, publicKey)}+${encodeBase64(Uint8Array.of(ED25519, ...seed))}`,
    verifierKey: formatVerifierKey(name, publicKey),
  };
}

function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  return `${keyHead(name, publicKey)}+${encodeBase64(Uint8Array.of(ED25519, ...publicKey))}`;
}

function keyHead(name: string, publicKey: Uint8Array): string {
  return `${name}+${keyIdOf(name, publicKey).toString(16).padStart(8, '0')}`;
}

/** Whether a key may have this name: not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  return name.isWellFormed() && /^[!-*,-\u{10ffff}]+$/u.test(name) && !/\p{White_Space}/u.test(name);
}

function parseKey(text: string): { name: string; keyId: number; raw: Uint8Array } {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text);
  const [, name = '', hash = '', key = ''] = match ?? [];
  const bytes = decodeBase64(key);
  if (!isKeyName(name) || bytes?.length !== 1 + RAW_KEY_BYTES || bytes[0] !== ED25519) {
    throw new LogError('malformed', 'not an Ed25519 note key');
  }
  return { name, keyId: Number.parseInt(hash, 16), raw: bytes.subarray(1) };
}

/** C2SP key ID: the first four bytes of SHA-256(name || 0x0A || signature type || public key). */
export function keyIdOf(name: string, publicKey: Uint8Array, signatureType = ED25519): number {
  const bytes = Uint8Array.of(...new TextEncoder().encode(`${name}\n`), signatureType, ...publicKey);
  return viewOf(sha256(bytes)).getUint32(0);
}

/** A pinned public key. Name and key ID together name the key and its algorithm. */
export type NoteVerifier = {
  readonly name: string;
  readonly keyId: number;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
};

/** A key that signs notes. */
export type NoteSigner = { readonly name: string; readonly keyId: number; sign(message: Uint8Array): Uint8Array };
