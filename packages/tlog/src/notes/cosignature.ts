// C2SP tlog-cosignature, cosignature/v1: what somebody else than the log says of a checkpoint, and when.

import { ed25519Verifier } from '#crypto';
import { readUint64, viewOf, writeUint64 } from '../uint64.ts';
import { keyIdOf, type NoteSigner, type NoteVerifier, readSignerKey, readVerifierKey } from './note-key.ts';

/** C2SP signature type: timestamped Ed25519 cosignature. */
const COSIGNATURE = 0x04;
const TIMESTAMP_BYTES = 8;

/**
 * A signer that cosigns checkpoints (`addSignature`) with a signer key, as of `time`, seconds since the epoch. The signed message
 * begins with a line of its own, so that the same key may sign notes of other kinds.
 */
export function cosignerOf(signerKey: string, time: number): NoteSigner {
  const key = readSignerKey(signerKey);
  return {
    name: key.name,
    keyId: keyIdOf(key.name, key.publicKey, COSIGNATURE),
    sign(text) {
      const signed = key.sign(messageOf(text, time));
      const signature = new Uint8Array(TIMESTAMP_BYTES + signed.length);
      writeUint64(viewOf(signature), 0, time);
      signature.set(signed, TIMESTAMP_BYTES);
      return signature;
    },
  };
}

/** Checks cosignatures of the key whose verifier key (type 0x01) is given. Throws LogError `malformed`. */
export function cosignatureVerifierOf(verifierKey: string): NoteVerifier {
  const { name, publicKey } = readVerifierKey(verifierKey);
  const verify = ed25519Verifier(publicKey);
  return {
    name,
    keyId: keyIdOf(name, publicKey, COSIGNATURE),
    verify(text, signature) {
      const time = cosigningTime(signature);
      return time !== undefined && verify(messageOf(text, time), signature.subarray(TIMESTAMP_BYTES));
    },
  };
}

/** When a cosignature says it was made, seconds since the epoch; undefined if it is too short or 2^53 or more. */
export function cosigningTime(signature: Uint8Array): number | undefined {
  return signature.length < TIMESTAMP_BYTES ? undefined : readUint64(viewOf(signature), 0);
}

function messageOf(text: Uint8Array, time: number): Uint8Array {
  const head = new TextEncoder().encode(`cosignature/v1\ntime ${time}\n`);
  const message = new Uint8Array(head.length + text.length);
  message.set(head);
  message.set(text, head.length);
  return message;
}
